package io.larder.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asks for beyond new messages.
 *
 * @param recover whether it comes back and wants what it has missed
 * @param since the last message it has; null for none. An empty epoch stands for any
 * @param present who it is, to be shown as present where the channel has presence; null for nobody
 * @param joinLeave whether it wants to know who comes and goes
 */
public record Wish(
        boolean recover, @Nullable Position since, @Nullable ClientInfo present, boolean joinLeave) {

    /** New messages, and nothing else. */
    public static final Wish PLAIN = new Wish(false, null, null, false);
}
