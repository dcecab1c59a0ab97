package io.larder.pubsub;

import java.util.List;

/**
 * What a new subscription begins with.
 *
 * @param position where the stream is, or, where {@code recovered}, what was asked to go on from
 * @param recoverable whether the channel keeps history, so that one can come back with a position
 * @param recovered whether all that was missed is in {@code missed}, also where that is nothing
 * @param missed what was missed, the oldest first
 */
public record Subscribed(Position position, boolean recoverable, boolean recovered, List<Publication> missed) {}
