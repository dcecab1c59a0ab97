package io.larder.door.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the time that the head of a request takes to come in, before HTTP/1's codec: who sends a byte now and then
 * would hold a connection for ever.
 *
 * <p>Bytes that come while a head is expected, and of which no head or end of a body comes, are the beginning of one.
 * That costs a request whose head comes at once nothing but two assignments.
 */
final class HeadClock extends ChannelInboundHandlerAdapter {

    private final Malformed behind;
    private final long millis = Connections.pace().head();
    private boolean expecting = true;
    private boolean moved;
    private boolean begun;
    private long since;
    private @Nullable Future<?> look;

    /** A head is on its way. */
    HeadClock(Malformed behind, long since) {
        this.behind = behind;
        this.begun = true;
        this.since = since;
    }

    /** A head is there. */
    void head() {
        expecting = false;
        moved = true;
        begun = false;
    }

    /** A request has ended; what comes next is a head. */
    void end() {
        expecting = true;
        moved = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lookAfter(context, millis);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
        ChannelPipeline pipeline = context.pipeline();
        ChannelHandlerContext codec = pipeline.context(Http2ConnectionHandler.class);
        if (context.channel().isActive() && codec != null) {
            // It has asked for HTTP/2, for which the server takes all handlers out, those that it knows not as well.
            // What has come in with the request is handed on from where the codec of HTTP/1 was: so not as the first.
            pipeline.addBefore(codec.name(), null, new FrameClock(Connections.pace(), FrameClock.PREFACE));
            pipeline.addFirst(WireMeter.ALL);
        }
    }

    private void stop() {
        if (look != null) {
            look.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        moved = false;
        context.fireChannelRead(message);
        if (expecting && !moved && !begun) {
            begun = true;
            since = System.nanoTime();
        }
    }

    private void lookAfter(ChannelHandlerContext context, long time) {
        look = context.executor().schedule(() -> look(context), time, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (context.isRemoved() || !context.channel().isActive()) {
            return;
        }
        if (context.pipeline().get(HttpRequestDecoder.class) == null) {
            // It has become a WebSocket.
            context.pipeline().remove(this);
            return;
        }
        long passed = begun ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) : 0;
        if (passed >= millis) {
            behind.headTooSlow();
        } else {
            lookAfter(context, Math.max(1, millis - passed));
        }
    }
}
