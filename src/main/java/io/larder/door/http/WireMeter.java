package io.larder.door.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of all connections as the wire has them: with headers, encrypted or not. It stands at the wire. */
@ChannelHandler.Sharable
public final class WireMeter extends ChannelDuplexHandler {

    /** The only one, as Netty makes whoever puts it in place. */
    static final WireMeter ALL = new WireMeter();

    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();

    private WireMeter() {}

    /** Bytes that came in. */
    public static long bytesIn() {
        return ALL.in.sum();
    }

    /** Bytes that went out. */
    public static long bytesOut() {
        return ALL.out.sum();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            in.add(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            out.add(bytes.readableBytes());
        }
        context.write(message, promise);
    }
}
