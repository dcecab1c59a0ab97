package io.larder.engine.chronicle;

/**
 * Thrown out of a command that turns out to need a key which is not locked: it starts over with that one locked too.
 */
final class MoreKeysException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int stripe;

    /** Needs this stripe. */
    MoreKeysException(int stripe) {
        super("start over with more locks", null, false, false);
        this.stripe = stripe;
    }

    int stripe() {
        return stripe;
    }
}
