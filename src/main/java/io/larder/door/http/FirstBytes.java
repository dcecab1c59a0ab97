package io.larder.door.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@link Malformed} behind the codec of HTTP/1, and {@link FrameClock} before that of HTTP/2.
 *
 * <p>The server makes that codec only when the first bytes have shown that the connection is not HTTP/2, and gives it
 * those bytes at once. So they are handed on one by one: one or two tell the two apart, and are too few to be a
 * request.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {

    private boolean any;
    private int passed;
    private long begun;
    private @Nullable Future<?> end;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!any) {
            any = true;
            begun = System.nanoTime();
            // Who has not even said by then which HTTP it speaks, or has not finished TLS's handshake, is no client.
            end = context.executor()
                    .schedule(
                            () -> context.channel().close(), Connections.pace().head(), TimeUnit.MILLISECONDS);
        }
        ByteBuf bytes = (ByteBuf) message;
        while (bytes.isReadable() && !told(context)) {
            passed++;
            context.fireChannelRead(bytes.readRetainedSlice(1));
        }
        if (told(context)) {
            context.pipeline().remove(this);
        }
        if (bytes.isReadable()) {
            context.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (end != null) {
            end.cancel(false);
        }
    }

    /** Whether it is known now which HTTP it is. */
    private boolean told(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.get(Malformed.class) != null) {
            return true;
        }
        ChannelHandlerContext second = pipeline.context(Http2ConnectionHandler.class);
        if (second != null) {
            if (pipeline.get(FrameClock.class) == null) {
                // With TLS the two agree on it beforehand; else its preface has shown what it is, and was handed on.
                boolean secret = pipeline.get(SslHandler.class) != null;
                int preface = secret ? FrameClock.PREFACE : Math.max(0, FrameClock.PREFACE - passed);
                pipeline.addBefore(second.name(), null, new FrameClock(Connections.pace(), preface));
            }
            return true;
        }
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (encoder != null) {
            Malformed malformed = new Malformed();
            pipeline.addAfter(encoder.name(), null, malformed);
            ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
            if (decoder != null) {
                HeadClock clock = new HeadClock(malformed, begun);
                malformed.tell(clock);
                pipeline.addBefore(decoder.name(), null, clock);
            }
        }
        return encoder != null;
    }
}
