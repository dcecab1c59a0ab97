package io.larder.door.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long HTTP/2 may take to come in, before its codec: who sends a byte now and then, or nothing but pings,
 * would hold a connection for ever. Nothing is decoded here; it only follows where frames begin and end.
 *
 * <ul>
 *   <li>A head, which is HEADERS and CONTINUATION up to the flag that ends it, and every other frame but DATA, has the
 *       time that the head of a request has over HTTP/1.
 *   <li>A frame of DATA has the time of a body.
 *   <li>Who has sent nothing of any request for the idle time, and is owed nothing, is gone: pings do not count, and
 *       nor does a request that was begun and not ended.
 *   <li>Of frames that ask for nothing, such as SETTINGS and PING, so many may come in the time of a head. Frames that
 *       make room for answers are such as well, but for as many as what was sent may need.
 * </ul>
 *
 * <p>The codec itself bounds the size of heads, streams at a time, streams that are reset, answers to such frames that
 * are not read, and CONTINUATION with little in it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-10.5">RFC 9113, section 10.5</a>
 */
final class FrameClock extends ChannelDuplexHandler {

    /** What a client begins with, before all frames. */
    static final int PREFACE = 24;

    private static final int PLACE_OF_TYPE = 3;
    private static final int PLACE_OF_FLAGS = 4;
    private static final int LAST_PLACE = 8;
    private static final int END_HEADERS = 0x4;

    /** Clients that measure the way by pings send one at a time. */
    private static final int MOST_IDLE_FRAMES = 10_000;

    /**
     * A client makes room on the stream and on the connection, at most for each frame that it was sent, and the
     * smallest event takes 64 bytes. Room for a byte at a time would have as many frames sent.
     */
    private static final int BYTES_PER_ROOM = 32;

    /** Who reads has read by then why the connection ends. */
    private static final long FAREWELL_MILLIS = 2_000;

    private final Pace pace;

    /** How much of the preface, or of a frame behind its own head, is still to come. */
    private int left;

    /** How much of a frame's own head has come. */
    private int place;

    private int length;
    private int type;
    private int flags;
    private boolean inHead;

    private boolean waiting;
    private long since;

    /** Something of a request has come since the last look. */
    private boolean moved = true;

    private long quietSince;
    private int idleFrames;
    private int roomFrames;

    /** Bytes that went out since the last look. */
    private long sent;

    private boolean over;
    private @Nullable Future<?> look;

    /**
     * A clock of a connection.
     *
     * @param preface how much of the {@linkplain #PREFACE preface} is still to come
     */
    FrameClock(Pace pace, int preface) {
        this.pace = pace;
        this.left = preface;
        this.since = System.nanoTime();
        this.quietSince = since;
        this.waiting = preface > 0;
        // As if it was a frame of no kind that we know.
        this.type = -1;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lookAfter(context, pace.head());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (look != null) {
            look.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handlerRemoved(context);
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
            if (idleFrames + Math.max(0, roomFrames - sent / BYTES_PER_ROOM) > MOST_IDLE_FRAMES) {
                ReferenceCountUtil.release(message);
                end(context, Http2Error.ENHANCE_YOUR_CALM, "too many frames that ask for nothing");
                return;
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            sent += bytes.readableBytes();
        }
        context.write(message, promise);
    }

    /**
     * What was still to be sent on a stream when it ended, taken back by its reader or cut off from here, fails alone:
     * the server would close the connection, and with it all that others wait for.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof Http2Exception.StreamException)) {
            context.fireExceptionCaught(cause);
        }
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (left > 0) {
                int step = Math.min(left, end - at);
                left -= step;
                at += step;
                if (left == 0) {
                    frameEnds();
                }
            } else {
                at = frameHead(bytes, at);
            }
        }
        if (!waiting && (left > 0 || place > 0 || inHead)) {
            waiting = true;
            since = System.nanoTime();
        }
    }

    /** Takes a byte of a frame's head; the length of what follows comes first. */
    private int frameHead(ByteBuf bytes, int at) {
        int value = bytes.getUnsignedByte(at);
        if (place < PLACE_OF_TYPE) {
            length = place == 0 ? value : length << 8 | value;
        } else if (place == PLACE_OF_TYPE) {
            type = value;
        } else if (place == PLACE_OF_FLAGS) {
            flags = value;
        }
        if (place < LAST_PLACE) {
            place++;
        } else {
            place = 0;
            left = length;
            if (left == 0) {
                frameEnds();
            }
        }
        return at + 1;
    }

    private void frameEnds() {
        switch (type) {
            case Http2FrameTypes.HEADERS, Http2FrameTypes.CONTINUATION -> {
                inHead = (flags & END_HEADERS) == 0;
                moved = true;
            }
            case Http2FrameTypes.DATA -> moved = true;
            case Http2FrameTypes.WINDOW_UPDATE -> roomFrames++;
            default -> idleFrames++;
        }
        if (!inHead) {
            waiting = false;
        }
    }

    private void lookAfter(ChannelHandlerContext context, long millis) {
        look = context.executor().schedule(() -> look(context), Math.max(1, millis), TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        ChannelHandlerContext codec = context.pipeline().context(Http2ConnectionHandler.class);
        if (over || context.isRemoved() || codec == null || !context.channel().isActive()) {
            return;
        }
        idleFrames = 0;
        roomFrames = 0;
        sent = 0;
        long now = System.nanoTime();
        long more = pace.head();
        if (waiting) {
            boolean body = type == Http2FrameTypes.DATA && place == 0 && !inHead;
            more = (body ? pace.body() : pace.head()) - TimeUnit.NANOSECONDS.toMillis(now - since);
        }
        if (more <= 0) {
            end(context, Http2Error.ENHANCE_YOUR_CALM, "a frame or head did not come in in time");
        } else if (idle(((Http2ConnectionHandler) codec.handler()).connection(), now)) {
            end(context, Http2Error.NO_ERROR, "no request came for long");
        } else {
            lookAfter(context, Math.min(more, pace.head()));
        }
    }

    private boolean idle(Http2Connection connection, long now) {
        if (moved || owesAnswers(connection)) {
            moved = false;
            quietSince = now;
        }
        return TimeUnit.NANOSECONDS.toMillis(now - quietSince) >= pace.idle();
    }

    /** Whether all requests that are under way have come in, and there are some. */
    private static boolean owesAnswers(Http2Connection connection) {
        try {
            return connection.numActiveStreams() > 0
                    && connection.forEachActiveStream(stream -> !stream.state().remoteSideOpen()) == null;
        } catch (Http2Exception e) {
            throw new IllegalStateException("looking at a stream fails nowhere", e);
        }
    }

    private void end(ChannelHandlerContext context, Http2Error error, String why) {
        over = true;
        ChannelHandlerContext codec = context.pipeline().context(Http2ConnectionHandler.class);
        if (codec != null) {
            Http2ConnectionHandler handler = (Http2ConnectionHandler) codec.handler();
            handler.goAway(
                    codec,
                    handler.connection().remote().lastStreamCreated(),
                    error.code(),
                    Unpooled.copiedBuffer(why, StandardCharsets.US_ASCII),
                    codec.newPromise());
            codec.flush();
        }
        // Not through the codec, which would wait for what is under way.
        context.executor().schedule(() -> context.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }
}
