package io.larder.door.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How the doors are left when the service stops. Nobody is let in any more. A connection of HTTP/1 on which nothing is
 * under way is closed at once, and every other one with the last answer that it is owed; HTTP/2 has a frame to say so.
 * A request that comes in meanwhile is not looked at: its connection ends without an answer, and who sends it again
 * does no harm.
 *
 * <p>WebSockets have nothing that they are owed. They are told when the server itself is closed.
 */
public final class Departure {

    private static final long LOOK_MILLIS = 5;

    private static final Set<Channel> LISTENING = ConcurrentHashMap.newKeySet();
    private static final Set<Channel> OPEN = ConcurrentHashMap.newKeySet();

    private static volatile boolean begun;

    private Departure() {}

    /** The server listens here. It begins anew, where it was left before. */
    static void listens(Channel channel) {
        begun = false;
        LISTENING.add(channel);
        channel.closeFuture().addListener(closed -> LISTENING.remove(channel));
    }

    /** A connection has come in; false where it is too late for that. */
    static boolean comes(Channel channel) {
        OPEN.add(channel);
        channel.closeFuture().addListener(closed -> OPEN.remove(channel));
        return !begun;
    }

    /**
     * Lets nobody in any more, and has every connection closed as soon as it may be. Does not wait.
     *
     * @param millis how long connections of HTTP/2 have to end what is under way
     */
    public static void begin(long millis) {
        begun = true;
        LISTENING.forEach(Channel::close);
        for (Channel channel : OPEN) {
            channel.eventLoop().execute(() -> leave(channel, millis));
        }
    }

    /** On the connection's event loop. */
    private static void leave(Channel channel, long millis) {
        Http2ConnectionHandler second = channel.pipeline().get(Http2ConnectionHandler.class);
        Malformed first = channel.pipeline().get(Malformed.class);
        if (second != null) {
            // It says that it goes away, and is closed when its last stream has ended.
            second.gracefulShutdownTimeoutMillis(millis);
            channel.close();
        } else if (first == null) {
            // Nothing was said yet.
            channel.close();
        } else if (channel.pipeline().get(HttpRequestDecoder.class) == null) {
            // It has become a WebSocket.
            OPEN.remove(channel);
        } else {
            first.leave();
        }
    }

    /**
     * Waits until all that was under way is answered, after {@link #begin}.
     *
     * @param millis how long at most
     * @return how many connections still wait for an answer
     */
    public static int await(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!OPEN.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
        return OPEN.size();
    }
}
