package io.larder.pubsub;

/**
 * A place in a channel's stream.
 *
 * @param epoch the life of the stream; offsets of another life say nothing about this one
 * @param offset the last message seen; 0 before the first
 */
public record Position(String epoch, long offset) {

    /** No place. */
    public static final Position NONE = new Position("", 0);
}
