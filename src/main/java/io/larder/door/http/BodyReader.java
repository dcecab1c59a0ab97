package io.larder.door.http;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Takes a request's body in, as long as it keeps within bounds of size and time. */
public final class BodyReader implements Handler<Buffer> {

    /** What comes of a body. */
    public interface Receiver {

        /** What the request holds on the heap; the reader gives back what it took for a body that does not come. */
        InFlight.Share share();

        /** All of it is in {@code bytes}, from {@code from} to {@code end}. */
        void received(byte[] bytes, int from, int end);

        /** It is not, and will not be. */
        void refused(int status, String text);
    }

    private static final byte[] NOTHING = {};
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Limits limits;
    private final Receiver receiver;
    private final long announced;
    private byte @Nullable [] bytes;
    private int from;
    private int end;
    private boolean shared;
    private boolean over;
    private long timer = NO_TIMER;

    private BodyReader(Vertx vertx, HttpServerRequest request, Limits limits, Receiver receiver) {
        this.vertx = vertx;
        this.request = request;
        this.limits = limits;
        this.receiver = receiver;
        this.announced = contentLength(request.headers());
    }

    /** Tells {@code receiver} once, now or later, what comes of the body. */
    public static void read(Vertx vertx, HttpServerRequest request, Limits limits, Receiver receiver) {
        MultiMap headers = request.headers();
        if (request.method() == HttpMethod.GET
                && request.version() == HttpVersion.HTTP_1_1
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            receiver.received(NOTHING, 0, 0);
            return;
        }
        new BodyReader(vertx, request, limits, receiver).start();
    }

    /**
     * Checks the announced length.
     *
     * @throws BadRequest where it is too much
     */
    public static void checkLength(HttpServerRequest request, Limits limits) {
        long announced = contentLength(request.headers());
        if (announced > limits.body()) {
            throw new BadRequest(413, tooLarge(announced, limits));
        }
    }

    /** The number of bytes that the headers announce, or -1 where they do not say. */
    static long contentLength(MultiMap headers) {
        String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (value == null) {
            return -1;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void start() {
        if (announced > limits.body()) {
            refuse(413, tooLarge(announced, limits));
            return;
        }
        String expected = request.headers().get(HttpHeaderNames.EXPECT);
        if (expected != null) {
            if (!Headers.CONTINUE.toString().equalsIgnoreCase(expected)) {
                refuse(417, "ERR the only expectation that can be met is 100-continue");
                return;
            }
        }
        if (announced <= InFlight.SMALL) {
            begin();
            return;
        }
        // Nothing is read before there is room for all of it.
        request.pause();
        request.exceptionHandler(gone -> stop());
        receiver.share().awaitBody(vertx, announced, this::begin, this::refuseForNow);
    }

    private void begin() {
        if (over) {
            receiver.share().release();
            return;
        }
        request.handler(this);
        request.endHandler(this::ended);
        request.exceptionHandler(gone -> {
            if (!over) {
                stop();
                receiver.share().release();
            }
        });
        if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            request.response().writeContinue();
        }
        request.resume();
    }

    @Override
    public void handle(Buffer piece) {
        if (over) {
            return;
        }
        long size = (long) end - from + piece.length();
        if (size > limits.body()) {
            refuse(413, tooLarge(size, limits));
            return;
        }
        ByteBuf buffer = piece.getByteBuf();
        if (bytes == null && buffer.hasArray()) {
            bytes = buffer.array();
            from = buffer.arrayOffset() + buffer.readerIndex();
            end = from + buffer.readableBytes();
            shared = true;
        } else {
            if (!append(buffer, (int) size)) {
                refuseForNow();
                return;
            }
        }
        if (size != announced && timer == NO_TIMER) {
            timer = vertx.setTimer(limits.bodyMillis(), late -> {
                timer = NO_TIMER;
                refuse(408, "ERR the request's body did not come in within " + limits.bodyMillis() + " ms");
            });
        }
    }

    /**
     * The first piece is used where it is; only when a second comes is it copied.
     *
     * @return whether there was room
     */
    private boolean append(ByteBuf buffer, int size) {
        byte[] old = bytes == null ? NOTHING : bytes;
        if (shared || size > old.length) {
            long length = announced > size ? announced : Math.min(limits.body(), Math.max(size, 2L * (end - from)));
            if (announced < 0 && length > InFlight.SMALL && !receiver.share().take(length)) {
                return false;
            }
            byte[] grown = new byte[(int) length];
            System.arraycopy(old, from, grown, 0, end - from);
            end -= from;
            from = 0;
            bytes = grown;
            shared = false;
            old = grown;
        }
        int length = buffer.readableBytes();
        buffer.getBytes(buffer.readerIndex(), old, end, length);
        end += length;
        return true;
    }

    private void ended(@Nullable Void nothing) {
        if (!over) {
            stop();
            byte[] all = bytes == null ? NOTHING : bytes;
            bytes = null;
            receiver.received(all, from, end);
        }
    }

    private void refuseForNow() {
        refuse(503, InFlight.REFUSAL);
    }

    private void refuse(int status, String text) {
        stop();
        bytes = null;
        receiver.share().release();
        receiver.refused(status, text);
    }

    private void stop() {
        over = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private static String tooLarge(long actual, Limits limits) {
        return "ERR max request size exceeded. Limit: " + limits.body() + " bytes, Actual: " + actual + " bytes";
    }
}
