package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** A connection that is one too many: it is told so, or closed. */
final class Crowded extends ChannelInboundHandlerAdapter {

    private static final byte[] ANSWER = answer();

    private final boolean told;
    private boolean over;

    Crowded(boolean told) {
        this.told = told;
    }

    private static byte[] answer() {
        byte[] body = Answer.error("ERR max number of clients reached");
        String head =
                "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncache-control: no-store\r\n"
                        + "retry-after: 1\r\nconnection: close\r\ncontent-length: " + body.length + "\r\n\r\n";
        return (head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!told) {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (!over) {
            over = true;
            context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER))
                    .addListener(sent -> Farewell.close(context.channel()));
        }
    }
}
