package io.larder.door.codec;

/**
 * What one request may cost.
 *
 * @param body the most bytes of a request's body
 * @param answer the most bytes of an answer's body, before compression
 * @param commands the most commands in one body
 * @param arguments the most words of one command, its name included
 * @param bodyMillis how long a body may take to come in, from its first piece on
 */
public record Limits(int body, int answer, int commands, int arguments, long bodyMillis) {

    /** What holds where nothing else is said. */
    public static final Limits USUAL = new Limits(10 << 20, 128 << 20, 100_000, 1 << 20, 30_000);

    /** What is told to whom asks for more than the most bytes of an answer. */
    public static String answerTooLarge(int limit) {
        return "ERR max response size exceeded. Limit: " + limit + " bytes";
    }
}
