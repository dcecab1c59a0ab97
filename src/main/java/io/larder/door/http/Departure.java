package io.larder.door.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How the doors are left when the service stops. Nobody is let in any more. A connection of HTTP/1 on which nothing is
 * under way is closed at once, and every other one with the last answer that it is owed. A request that comes in
 * meanwhile is not looked at: its connection ends without an answer, and who sends it again does no harm. One of HTTP/2
 * is closed as soon as no request is under way; those that come in meanwhile are refused as such that were not looked
 * at, which their clients send again by themselves. GOAWAY is said at the end only: some clients give up with it what
 * is under way.
 *
 * <p>WebSockets have nothing that they are owed. They are told when the server itself is closed.
 */
public final class Departure {

    private static final long LOOK_MILLIS = 5;
    private static final int LOOP_MILLIS = 1_000;

    /** The error of HTTP/2 that says that nothing was done: RFC 9113, section 8.7. */
    private static final long REFUSED_STREAM = Http2Error.REFUSED_STREAM.code();

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

    /** Whether nobody is let in any more. */
    static boolean hasBegun() {
        return begun;
    }

    /** Lets nobody in any more, and has every connection closed as soon as it may be. Does not wait for them. */
    public static void begin() {
        begun = true;
        LISTENING.forEach(Channel::close);
        for (Channel channel : OPEN) {
            if (hasLoop(channel)) {
                channel.eventLoop().execute(() -> leave(channel));
            }
        }
    }

    /** One that has just come in has none yet, and gets it at once. */
    private static boolean hasLoop(Channel channel) {
        for (int i = 0; i < LOOP_MILLIS && !channel.isRegistered() && channel.isOpen(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return channel.isRegistered();
    }

    /** Whether it is too late for a request, which is refused then. One of HTTP/1 does not come this far. */
    public static boolean refuses(HttpServerRequest request) {
        if (!begun || request.version() != HttpVersion.HTTP_2) {
            return false;
        }
        request.response().reset(REFUSED_STREAM);
        return true;
    }

    /** On the connection's event loop. */
    private static void leave(Channel channel) {
        Http2ConnectionHandler second = channel.pipeline().get(Http2ConnectionHandler.class);
        Malformed first = channel.pipeline().get(Malformed.class);
        if (second != null) {
            leaveWhenQuiet(channel, second);
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

    /** Closing says that it goes away. */
    private static void leaveWhenQuiet(Channel channel, Http2ConnectionHandler second) {
        ChannelHandlerContext context = channel.pipeline().context(second);
        if (context == null || !channel.isActive()) {
            return;
        }
        if (second.connection().numActiveStreams() > 0) {
            channel.eventLoop().schedule(() -> leaveWhenQuiet(channel, second), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> channel.close());
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
