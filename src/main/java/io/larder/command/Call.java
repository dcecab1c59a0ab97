package io.larder.command;

/**
 * One command with its arguments, ready to run.
 *
 * @param session who calls
 * @param command the row
 * @param words the command's name and arguments as they came
 * @param <T> what the command runs on
 */
public record Call<T>(Session session, Command<T> command, byte[][] words) {

    /** Runs the handler on its target. Each run reads the arguments anew, so that a call can be started over. */
    public Reply on(T target) {
        return command.handler()
                .run(
                        target,
                        new Arguments(words, command.words(), session.caller().user()));
    }
}
