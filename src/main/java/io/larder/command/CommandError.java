package io.larder.command;

/**
 * A command's refusal, thrown where it is noticed; the {@link Dispatcher} answers it as {@link Reply.Failure}.
 *
 * <p>Handlers read all of their arguments before they act, so nothing has changed when it is thrown; where something
 * has, the engine takes it back. It carries no stack trace: it is an answer, not an accident.
 */
public final class CommandError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** {@code ERR syntax error}. */
    public static final CommandError SYNTAX = new CommandError("ERR syntax error");

    /** {@code ERR value is not an integer or out of range}. */
    public static final CommandError NOT_AN_INTEGER = new CommandError("ERR value is not an integer or out of range");

    /** {@code ERR value is not a valid float}. */
    public static final CommandError NOT_A_FLOAT = new CommandError("ERR value is not a valid float");

    /** The error of a command on a key of another type. */
    public static final CommandError WRONG_TYPE =
            new CommandError("WRONGTYPE Operation against a key holding the wrong kind of value");

    /** {@code ERR no such key}. */
    public static final CommandError NO_SUCH_KEY = new CommandError("ERR no such key");

    /** The error of a command that may grow the data when there is no room left. */
    public static final CommandError OUT_OF_MEMORY =
            new CommandError("OOM command not allowed when used memory > 'maxmemory'.");

    /** A refusal with the whole text of its answer, error code included. */
    public CommandError(String message) {
        super(message, null, false, false);
    }

    /** The error of a command, named in lower case, with too few or too many arguments, or with half a pair. */
    public static CommandError wrongNumber(String command) {
        return new CommandError("ERR wrong number of arguments for '" + command + "' command");
    }

    /** The answer. */
    public Reply.Failure reply() {
        return new Reply.Failure(text());
    }

    /** The text of the answer. */
    public String text() {
        String message = getMessage();
        return message == null ? "ERR" : message;
    }
}
