package io.larder.engine.chronicle;

/**
 * Thrown out of a command that turns out to need a key which is not locked, or to change one which is locked for
 * reading only: it starts over with the locks that it needs.
 */
final class MoreKeysException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** No further stripe. */
    static final int NO_STRIPE = -1;

    private final int stripe;
    private final boolean exclusive;

    /** Needs this stripe, and all of them in this way. */
    MoreKeysException(int stripe, boolean exclusive) {
        super("start over with more locks", null, false, false);
        this.stripe = stripe;
        this.exclusive = exclusive;
    }

    /** What has to be locked besides these stripes. */
    int[] with(int... stripes) {
        return stripe == NO_STRIPE ? stripes : KeyLocks.with(stripes, stripe);
    }

    /** Whether the locks have to be for the step alone. */
    boolean exclusive() {
        return exclusive;
    }
}
