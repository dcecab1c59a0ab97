package io.larder.pubsub;

import java.util.concurrent.Executor;

/**
 * Who listens. All calls come on {@link #lane()}, in the order in which they happened on the channel, and must return
 * at once: what a slow reader has not taken yet is the subscriber's own affair, within a bound.
 */
public interface Subscriber {

    /**
     * Runs what is given in order on one thread, later, never while it is given. Many subscribers may share it, the
     * same object, and each message needs it once. A subscriber never changes its lane.
     */
    Executor lane();

    /** A message. Each offset comes once and without a gap, from the one behind the answer's position on. */
    void published(Publication publication);

    /** A message of a channel that fits a pattern. */
    default void published(byte[] pattern, Publication publication) {}

    /** Somebody has come; only to those who asked for it. */
    default void joined(byte[] channel, ClientInfo who) {}

    /** Somebody has gone; only to those who asked for it. */
    default void left(byte[] channel, ClientInfo who) {}

    /** The stream has begun anew or has lost messages: what comes next does not follow on what was before. */
    default void lost(byte[] channel) {}
}
