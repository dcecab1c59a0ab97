package io.larder.door.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
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
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), MILLIS, TimeUnit.MILLISECONDS);
    }
}
