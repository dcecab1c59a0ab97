package io.larder.pubsub;

import java.util.List;

/**
 * What a new subscription begins with.
 *
 * @param position where the stream is, or, where {@code recovered}, what was asked to go on from; {@link Position#NONE}
 *     where the channel keeps no history or it was not asked for
 * @param recoverable whether the channel keeps history, so that one can come back with a position
 * @param recovered whether all that was missed is in {@code missed}, also where that is nothing
 * @param missed what was missed, the oldest first
 */
public record Subscribed(Position position, boolean recoverable, boolean recovered, List<Publication> missed) {

    /** New messages from here on, and nothing to come back to. */
    static final Subscribed PLAIN = new Subscribed(Position.NONE, false, false, List.of());
}
