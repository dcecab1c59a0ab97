package io.larder.door.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Closes a connection without a word, as soon as it has an event loop: until then it cannot be closed. */
@Sharable
final class Shut extends ChannelInboundHandlerAdapter {

    static final Shut ALL = new Shut();

    private Shut() {}

    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        context.close();
    }
}
