package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** A connection that is one too many: it is told so, or closed. Where there is TLS it cannot be told. */
final class Crowded extends ChannelInboundHandlerAdapter {

    /** There are too many. */
    static final byte[] ALL = answer("503 Service Unavailable", "ERR max number of clients reached");

    /** There are too many from one address. */
    static final byte[] OF_ADDRESS =
            answer("429 Too Many Requests", "ERR max number of clients of this address reached");

    private static final int FIRST_OF_TLS = 22;

    private final byte[] answer;
    private final boolean told;
    private boolean over;

    Crowded(byte[] answer, boolean told) {
        this.answer = answer;
        this.told = told;
    }

    private static byte[] answer(String status, String text) {
        byte[] body = Answer.error(text);
        String head = "HTTP/1.1 " + status + "\r\ncontent-type: application/json\r\ncache-control: no-store\r\n"
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
        boolean secret = message instanceof ByteBuf bytes
                && bytes.isReadable()
                && bytes.getByte(bytes.readerIndex()) == FIRST_OF_TLS;
        ReferenceCountUtil.release(message);
        if (!over && secret) {
            over = true;
            context.close();
        } else if (!over) {
            over = true;
            context.writeAndFlush(Unpooled.wrappedBuffer(answer))
                    .addListener(sent -> Farewell.close(context.channel()));
        }
    }
}
