package io.larder.security;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a checked token says.
 *
 * @param user whom it is about; empty for nobody in particular
 * @param expiresAt when what was begun with it ends, in milliseconds since 1970; 0 for never
 * @param channel the one channel that it is for, or null where it is for a connection
 * @param info JSON on one line that others may see, or null
 * @param channels the channels that a connection is subscribed to by itself
 */
public record Claims(
        String user,
        long expiresAt,
        @Nullable String channel,
        @Nullable String info,
        Map<String, Grant> channels) {

    /**
     * One of those channels.
     *
     * @param info JSON on one line that others on the channel may see, or null
     * @param data JSON on one line for the subscriber, or null
     */
    public record Grant(@Nullable String info, @Nullable String data) {}
}
