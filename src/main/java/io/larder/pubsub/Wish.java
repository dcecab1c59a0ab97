package io.larder.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asks for beyond new messages.
 *
 * @param position whether the answer is to say where the stream is; it has to be looked up, which may take longer
 * @param recover whether it comes back and wants what it has missed; only with {@code position}
 * @param since the last message it has; null for none. An empty epoch stands for any
 * @param present who it is, to be shown as present where the channel has presence; null for nobody
 * @param joinLeave whether it wants to know who comes and goes
 */
public record Wish(
        boolean position,
        boolean recover,
        @Nullable Position since,
        @Nullable ClientInfo present,
        boolean joinLeave) {

    /** New messages, and nothing else. */
    public static final Wish PLAIN = new Wish(false, false, null, null, false);

    /** New messages, and where the stream is. */
    public static final Wish POSITION = new Wish(true, false, null, null, false);
}
