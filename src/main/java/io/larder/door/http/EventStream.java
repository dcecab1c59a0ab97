package io.larder.door.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Server-sent events to one reader. Everything happens on the event loop of its connection. A reader for whom too much
 * waits is cut off: it comes back, and then it is told what it has missed or that it has.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class EventStream {

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    /** So many bytes that wait are much. */
    private static final int MUCH = 64 << 10;

    private static final int PATIENCE_SECONDS = 5;

    private static final String TYPE = "text/event-stream";
    private static final byte[] BEAT = ServerSentEvent.comment("ping");

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final EventLoop lane;
    private final int maxQueue;
    private final long beatMillis;
    private final List<Runnable> ends = new ArrayList<>(2);
    private long timer;
    private long waiting;
    private boolean behind;
    private boolean ended;
    private Runnable caughtUp = () -> {};

    EventStream(Vertx vertx, HttpServerRequest request, int maxQueue, long beatMillis) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.lane = lane(request);
        this.maxQueue = maxQueue;
        this.beatMillis = beatMillis;
        response.closeHandler(closed -> end());
        response.exceptionHandler(gone -> end());
    }

    /** The event loop of a request's connection. */
    public static EventLoop lane(HttpServerRequest request) {
        return ((ConnectionBase) request.connection())
                .channelHandlerContext()
                .channel()
                .eventLoop();
    }

    /** Whether a request asks for such an answer. */
    public static boolean wanted(MultiMap headers) {
        String accept = headers.get(HttpHeaderNames.ACCEPT);
        return accept != null && accept.contains(TYPE);
    }

    /** Has {@code last} run when the stream has ended. */
    public void atEnd(Runnable last) {
        if (ended) {
            last.run();
        } else {
            ends.add(last);
        }
    }

    /** Has {@code next} run when the reader that was {@link #behind()} has taken what waited for it. */
    public void whenCaughtUp(Runnable next) {
        caughtUp = next;
    }

    /** Whether much waits to be taken by the reader. */
    public boolean behind() {
        behind = waiting > MUCH;
        return behind;
    }

    /** Runs what is given in order, later, on the event loop of this and other streams. */
    public Executor lane() {
        return lane;
    }

    /** Sends the headers, and the first events. */
    public void begin(byte[] first) {
        if (ended) {
            return;
        }
        MultiMap headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, TYPE);
        headers.set(HttpHeaderNames.CACHE_CONTROL, Headers.NO_STORE);
        headers.set("x-accel-buffering", "no");
        headers.set(Headers.X_CONTENT_TYPE_OPTIONS, Headers.NO_SNIFF);
        response.setChunked(true);
        timer = vertx.setPeriodic(beatMillis, tick -> send(BEAT));
        // Whatever the request's body says, it has said all.
        request.handler(piece -> {});
        request.resume();
        send(first);
    }

    /** Sends an event, or cuts the reader off where it is too slow. The array is not to be changed any more. */
    public void send(byte[] event) {
        if (ended) {
            return;
        }
        if (waiting > 0 && waiting + event.length > maxQueue) {
            LOG.debug("A reader of events is too slow");
            cutOff();
            return;
        }
        waiting += event.length;
        response.write(Buffer.buffer(Unpooled.wrappedBuffer(event))).onComplete(written -> taken(event.length));
    }

    private void taken(int bytes) {
        waiting -= bytes;
        if (behind && waiting == 0 && !ended) {
            behind = false;
            caughtUp.run();
        }
    }

    private void cutOff() {
        end();
        close();
    }

    private void close() {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(0);
        } else {
            request.connection().close();
        }
    }

    /** Ends the answer: nothing more comes from here. Who does not take the rest of it is cut off. */
    void finish() {
        if (!ended) {
            end();
            Future<Void> taken = response.end();
            lane.schedule(
                    () -> {
                        if (!taken.isComplete()) {
                            close();
                        }
                    },
                    PATIENCE_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    /** Nothing was begun, as the request is refused instead; or the reader is gone. */
    public void end() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(timer);
            ends.forEach(Runnable::run);
        }
    }
}
