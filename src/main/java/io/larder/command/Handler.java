package io.larder.command;

/**
 * The work of a command.
 *
 * @param <T> what the command runs on
 */
@FunctionalInterface
public interface Handler<T> {

    /** Reads all arguments, then acts. Refuses by throwing {@link CommandError}. */
    Reply run(T target, Arguments arguments);
}
