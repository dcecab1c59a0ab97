package io.larder.engine.chronicle;

/** Thrown out of a step for which there is no room: it starts over when there is. Nothing of it is stored. */
final class RoomNeededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long bytes;

    /** Needs so many bytes altogether. */
    RoomNeededException(long bytes) {
        super("start over with more room", null, false, false);
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }
}
