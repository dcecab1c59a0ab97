package io.larder.command;

/** Sees commands that were run, each once, on the thread that ran it. It must be quick and must not throw. */
public interface Observer {

    /**
     * A command was run.
     *
     * @param reply what it came to, a {@link Reply.Failure} where the engine refused it
     * @param nanos how long it took; within a transaction its share of the whole
     */
    void ran(Call<?> call, Reply reply, long nanos);

    /** A command was refused before it was run: by the gate, or as it had too few or too many arguments. */
    default void refused(Session session, Command<?> row) {}

    /**
     * Somebody asked for what they may not have: the gate or a door stood before the command, or before going on to see
     * what it would show.
     *
     * @param why what they are told, or what stands for it where their door has words of its own
     */
    default void denied(Call<?> call, Reply.Failure why) {}
}
