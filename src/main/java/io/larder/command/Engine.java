package io.larder.command;

/**
 * What carries out whole commands on targets of type {@code T}.
 *
 * @param <T> what the commands run on
 */
@FunctionalInterface
public interface Engine<T> {

    /**
     * Runs one command.
     *
     * @throws CommandError where the command is refused; nothing has changed
     * @throws TooLong where {@code effort} does not suffice; nothing has changed
     */
    Reply run(Call<T> call, Effort effort);
}
