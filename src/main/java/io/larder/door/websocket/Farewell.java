package io.larder.door.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Says why a connection is closed that the server below closes because it stops. It does so before anyone here is told,
 * with code 1000, which would mean that all was done.
 */
final class Farewell extends ChannelOutboundHandlerAdapter {

    private static final int NORMAL = 1000;

    private final Connection connection;

    Farewell(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        // What the other side has closed is answered with its own code, and what is closed here has its own.
        if (connection.open() && message instanceof CloseWebSocketFrame close && close.statusCode() == NORMAL) {
            ReferenceCountUtil.release(close);
            CloseCode why = connection.leave();
            context.write(new CloseWebSocketFrame(why.code(), why.reason()), promise);
        } else {
            context.write(message, promise);
        }
    }
}
