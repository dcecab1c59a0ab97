package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.command.Effort;
import io.larder.command.Origin;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.RequestId;
import io.larder.security.Visitor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers plain requests of the dialect on their connection, before the server makes a request, an answer, a context
 * and a route of each: these cost more than most commands.
 *
 * <p>It stands right before the server's own handler, where {@link ShortWays} puts it. A request is plain if it is a
 * {@link PlainRequest}, its body has come in with its head, nothing before it is unanswered, its caller is the one who
 * was let in before on this connection, and what it asks for is answered at once and in a few kilobytes. Any other is
 * handed on as it came, and takes the ordinary way; so is one that turns out to be other than plain when a part of it
 * has been done, with what was {@link Begun}. So nothing is refused here but commands, and each kind of refusal, of
 * limit and of long work keeps its one place.
 *
 * <p>Of the connection's event loop only.
 */
final class ShortWay extends ChannelInboundHandlerAdapter implements Origin {

    private final ShortWays common;
    private final Malformed before;
    private final Visitor visitor;
    private final ChannelHandlerContext wire;
    private @Nullable HttpRequest held;
    private @Nullable Session session;
    private @Nullable String id;
    private @Nullable Begun begun;
    private boolean unflushed;
    private boolean over;

    /**
     * The way of one connection.
     *
     * @param before knows what is unanswered
     * @param wire where answers are written as they are on the wire
     */
    ShortWay(ShortWays common, Malformed before, Visitor visitor, ChannelHandlerContext wire) {
        this.common = common;
        this.before = before;
        this.visitor = visitor;
        this.wire = wire;
    }

    /** What has been done of the request with this target, which has come to the door; null where nothing has. */
    @Nullable
    Begun take(String uri) {
        Begun own = begun;
        if (own == null || own.uri() != uri) {
            return null;
        }
        begun = null;
        return own;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        HttpRequest waiting = held;
        if (waiting != null && message instanceof LastHttpContent last) {
            held = null;
            if (answer(waiting, last.content())) {
                last.release();
            } else {
                context.fireChannelRead(waiting);
                context.fireChannelRead(message);
            }
        } else if (message instanceof DefaultHttpRequest request && mayBeShort(request)) {
            held = request;
        } else {
            handOn(context);
            context.fireChannelRead(message);
        }
    }

    private boolean mayBeShort(DefaultHttpRequest request) {
        over |= !PlainRequest.stays(request.headers());
        if (over || !before.owesOne()) {
            return false;
        }
        begun = null;
        return wire.channel().isActive() && wire.channel().isWritable() && common.isPlain(request);
    }

    /** What was held is not as it was thought to be. */
    private void handOn(ChannelHandlerContext context) {
        HttpRequest waiting = held;
        if (waiting != null) {
            held = null;
            context.fireChannelRead(waiting);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        handOn(context);
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
        context.fireChannelReadComplete();
    }

    /** Answers a request if that can be done here; if not, it has to be handed on. */
    private boolean answer(HttpRequest request, ByteBuf body) {
        if (!before.owesOne() || body.readableBytes() > common.limits().body()) {
            return false;
        }
        MultiMap headers = (MultiMap) request.headers();
        ShortAnswer answer = ShortAnswer.ofThread();
        Session caller;
        List<byte[][]> commands;
        try {
            Format format = Format.of(headers);
            caller = session(request, headers);
            if (caller == null || format == Format.RESP2) {
                return false;
            }
            commands = answer.begin(request, body, format, common.limits());
        } catch (BadRequest refusal) {
            return false;
        }
        id = RequestId.cameWith(request.headers());
        return run(request, caller, commands, answer);
    }

    private boolean run(HttpRequest request, Session caller, List<byte[][]> commands, ShortAnswer answer) {
        if (commands.isEmpty() || commands.size() > Exchange.BRIEF_COMMANDS) {
            return false;
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        for (byte[][] words : commands) {
            try {
                replies.add(Exchange.call(common.dispatcher(), caller, words, Effort.BRIEF, this));
            } catch (TooLong signal) {
                return begun(request, commands, replies);
            }
            if (!answer.add(replies.get(replies.size() - 1))) {
                return begun(request, commands, replies);
            }
        }
        send(answer.end(id, common.dispatcher().changes(), wire.alloc()), answer.status());
        return true;
    }

    /** Has the request go on by the ordinary way; that is, answers whether it was answered here. */
    private boolean begun(HttpRequest request, List<byte[][]> commands, List<Reply> replies) {
        if (!replies.isEmpty()) {
            begun = new Begun(request.uri(), commands, replies);
            if (id != null) {
                request.headers().set(RequestId.HEADER, id);
            }
        }
        return false;
    }

    private void send(ByteBuf bytes, int status) {
        before.answered(status);
        unflushed = true;
        wire.write(bytes, wire.voidPromise());
    }

    /** The caller's session, or null where it has to be found out who they are. */
    private @Nullable Session session(HttpRequest request, MultiMap headers) {
        Caller caller = common.admission().knows(visitor, headers, PlainRequest.query(request.uri()));
        if (caller == null) {
            return null;
        }
        Session last = session;
        if (last == null || last.caller() != caller) {
            last = new Session(DialectDoor.DOOR, caller, false)
                    .from(visitor.address())
                    .request(this);
            last.boundAnswers(large -> {
                throw TooLong.SIGNAL;
            });
            session = last;
        }
        return last;
    }

    /** The request's id; one is made where none came. */
    @Override
    public String get() {
        String known = id;
        if (known == null) {
            known = RequestId.fresh();
            id = known;
        }
        return known;
    }
}
