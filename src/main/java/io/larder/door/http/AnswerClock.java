package io.larder.door.http;

import io.larder.door.codec.InFlight;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Bounds how long a large answer may take to be read, as it holds memory that others wait for: who takes a byte now and
 * then would hold it for ever.
 *
 * <p>There is a time for each, and beyond that as much as it and what else its connection is owed take at the rate that
 * a reader has to keep. Whoever is later is cut off: over HTTP/1 with the connection, over HTTP/2 with the stream, as
 * others of the same connection may be read well.
 */
public final class AnswerClock {

    private static final Logger LOG = Logger.getLogger(AnswerClock.class);
    private static final AttributeKey<AtomicLong> OWED = AttributeKey.valueOf(AnswerClock.class, "owed");
    private static final LongAdder CUT_OFF = new LongAdder();

    private final HttpServerRequest request;
    private final Channel channel;
    private final InFlight.Share share;
    private final long bytes;
    private final AtomicLong owed;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Future<?> deadline;

    private AnswerClock(HttpServerRequest request, Channel channel, InFlight.Share share, long bytes) {
        this.request = request;
        this.channel = channel;
        this.share = share;
        this.bytes = bytes;
        channel.attr(OWED).setIfAbsent(new AtomicLong());
        this.owed = channel.attr(OWED).get();
        Pace pace = Connections.pace();
        long all = owed.addAndGet(bytes);
        long millis = pace.answer() + TimeUnit.SECONDS.toMillis(1) * all / pace.rate();
        this.deadline = channel.eventLoop().schedule(this::end, millis, TimeUnit.MILLISECONDS);
    }

    /** How many answers were cut off. */
    public static long cutOff() {
        return CUT_OFF.sum();
    }

    /**
     * Begins when an answer is handed to the server.
     *
     * @param share what the answer holds, which is given back when it is {@link #sent} or cut off
     * @param bytes its length
     */
    static AnswerClock start(HttpServerRequest request, InFlight.Share share, long bytes) {
        return new AnswerClock(request, ((ConnectionBase) request.connection()).channel(), share, bytes);
    }

    /** The same where nobody else tells when the answer is sent; it has been handed to the server just now. */
    public static void follow(HttpServerRequest request, InFlight.Share share, long bytes) {
        AnswerClock clock = start(request, share, bytes);
        clock.channel.eventLoop().execute(clock::waitUntilSent);
    }

    private void waitUntilSent() {
        Http2ConnectionHandler second = channel.pipeline().get(Http2ConnectionHandler.class);
        ChannelHandlerContext wire = channel.pipeline().firstContext();
        if (second != null) {
            waitForEnd(second.connection());
        } else if (channel.isActive() && wire != null) {
            // It is sent when everything before it is.
            wire.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> sent());
        } else {
            sent();
        }
    }

    private void waitForEnd(Http2Connection connection) {
        Http2Stream own = connection.stream(request.streamId());
        if (own == null || own.state() == Http2Stream.State.CLOSED) {
            sent();
            return;
        }
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (stream == own) {
                    sent();
                    // Not while they are told one after the other.
                    channel.eventLoop().execute(() -> connection.removeListener(this));
                }
            }
        });
    }

    /** All of it is on its way, or nobody waits for it any more. */
    void sent() {
        if (over.compareAndSet(false, true)) {
            deadline.cancel(false);
            done();
        }
    }

    private void done() {
        owed.addAndGet(-bytes);
        share.release();
    }

    private void end() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        CUT_OFF.increment();
        LOG.debug("A reader of a large answer is too slow");
        ChannelHandlerContext second = channel.pipeline().context(Http2ConnectionHandler.class);
        if (second != null) {
            // The response itself can be taken back only before its end was handed to the server.
            ((Http2ConnectionHandler) second.handler())
                    .resetStream(second, request.streamId(), Http2Error.ENHANCE_YOUR_CALM.code(), second.newPromise());
            second.flush();
        } else {
            // At the wire: elsewhere it would wait for what is still to be sent.
            ChannelHandlerContext wire = channel.pipeline().firstContext();
            if (wire != null) {
                wire.close();
            }
        }
        done();
    }
}
