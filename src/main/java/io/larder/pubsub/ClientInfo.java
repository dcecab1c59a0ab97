package io.larder.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * Who is on a channel, as others on it may see.
 *
 * @param user the user, from the token; empty where there is none
 * @param client the connection's id
 * @param connectionInfo JSON from the connection's token, on one line, or null
 * @param channelInfo JSON from the subscription's token, on one line, or null
 */
public record ClientInfo(
        String user,
        String client,
        @Nullable String connectionInfo,
        @Nullable String channelInfo) {}
