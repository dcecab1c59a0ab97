package io.larder.command;

/**
 * Thrown by an engine out of a command that was called with {@link Effort#BRIEF} or {@link Effort#PATIENT} and turned
 * out to be long, or to have to wait. Everything is as it was; the caller calls again from a worker thread with
 * {@link Effort#FULL}, or with {@link Effort#PATIENT} where {@link #patience()} may suffice.
 */
public final class TooLong extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the command looks at is much. */
    public static final TooLong SIGNAL = new TooLong(false);

    /** The command has to wait, or does what an event loop has no time for; what it looks at may be little. */
    public static final TooLong WAITS = new TooLong(true);

    private final boolean patience;

    private TooLong(boolean patience) {
        super("start over on a worker", null, false, false);
        this.patience = patience;
    }

    /** Whether {@link Effort#PATIENT} may suffice. */
    public boolean patience() {
        return patience;
    }
}
