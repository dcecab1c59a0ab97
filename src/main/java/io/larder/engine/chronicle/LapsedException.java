package io.larder.engine.chronicle;

/**
 * Thrown out of a command that only reads and comes across what the clock has made due: a key that has expired, where
 * somebody wants to be told, or the end of a season. It starts over with its keys locked for writing, and does it.
 */
final class LapsedException extends RuntimeException {

    /** The only one. */
    static final LapsedException SIGNAL = new LapsedException();

    private static final long serialVersionUID = 1L;

    private LapsedException() {
        super("start over, to write", null, false, false);
    }
}
