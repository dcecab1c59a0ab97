package io.larder.door.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose other side may still be sending. To close it at once would reset it, and the answer
 * could be lost on the way.
 */
final class Farewell {

    /** How long the other side has to read its answer and close. */
    private static final long MILLIS = 2_000;

    private Farewell() {}

    /** Sends nothing more, takes what comes in without a look for a while, then closes. */
    static void close(Channel channel) {
        if (!channel.isActive()) {
            return;
        }
        SslHandler secure = channel.pipeline().get(SslHandler.class);
        if (secure == null) {
            endOutput(channel);
        } else {
            // So that the other side can tell an end from a cut.
            secure.closeOutbound().addListener(said -> endOutput(channel));
        }
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void endOutput(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
