package io.larder.command;

/**
 * Thrown by an engine out of a command that was called with {@link Effort#BRIEF} and turned out to be long, or to have
 * to wait for a lock. Everything is as it was; the caller calls again from a worker thread with {@link Effort#FULL}.
 */
public final class TooLong extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The only one: it carries nothing. */
    public static final TooLong SIGNAL = new TooLong();

    private TooLong() {
        super("start over on a worker", null, false, false);
    }
}
