package io.larder.door.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Sends the one answer of a request. */
final class Answer {

    /** Below this, compressing costs more time than it saves. */
    private static final int COMPRESS_FROM = 4 << 10;

    /** Above this, compressing takes too long for an event loop. */
    private static final int COMPRESS_BRIEF = 64 << 10;

    /** How much of a refused request's body is read on, so that its sender comes to read the answer. */
    private static final long LINGER_BYTES = 16 << 20;

    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;
    private final HttpServerRequest request;

    Answer(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    Vertx vertx() {
        return vertx;
    }

    HttpServerRequest request() {
        return request;
    }

    /** Sends what a command or several came to. */
    void data(int status, CharSequence contentType, Output body, String syncToken) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        MultiMap headers = response.headers();
        headers.set(Headers.UPSTASH_SYNC_TOKEN, syncToken);
        if (contentType == Format.RESP2.contentType()) {
            headers.set(Headers.X_CONTENT_TYPE_OPTIONS, Headers.NO_SNIFF);
        }
        if (body.size() < COMPRESS_FROM) {
            send(status, contentType, body.buffer());
            return;
        }
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (!acceptsGzip(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING))) {
            send(status, contentType, body.buffer());
            return;
        }
        headers.set(HttpHeaderNames.CONTENT_ENCODING, Headers.GZIP);
        if (body.size() <= COMPRESS_BRIEF) {
            send(status, contentType, compress(body));
            return;
        }
        vertx.executeBlocking(() -> compress(body), false)
                .onSuccess(small -> send(status, contentType, small))
                .onFailure(failure -> response.reset());
    }

    /** Sends an error that is none of a command's. */
    void refuse(int status, String text) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (status == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, Headers.BEARER);
        }
        boolean unread = !request.isEnded() && (status == 408 || hasLongBody());
        if (unread && request.version() != HttpVersion.HTTP_2) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        Output body = new Output(Integer.MAX_VALUE);
        new JsonEncoder(body, false).error(text);
        send(status, Format.JSON.contentType(), body.buffer());
        if (unread) {
            linger();
        } else if (!request.isEnded()) {
            request.handler(piece -> {});
            request.resume();
        }
    }

    /** Tells what may be sent here, to a browser that asks ahead and to anyone else. */
    void options(String methods) {
        MultiMap headers = request.response().headers();
        headers.set(HttpHeaderNames.ALLOW, methods);
        if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, Headers.ALLOWED_HEADERS);
            headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, Headers.MAX_AGE);
        }
        request.response().setStatusCode(204).end();
    }

    /** Lets pages of any origin read the answer. */
    void allowAnyOrigin() {
        MultiMap headers = request.response().headers();
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, Headers.ANY_ORIGIN);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, Headers.UPSTASH_SYNC_TOKEN);
    }

    private void send(int status, CharSequence contentType, Buffer body) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        MultiMap headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        if (request.method() != HttpMethod.POST) {
            headers.set(HttpHeaderNames.CACHE_CONTROL, Headers.NO_STORE);
        }
        if (status != 200) {
            response.setStatusCode(status);
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(body);
        }
    }

    /** Whether a body may follow that is too long to be read just to be forgotten. */
    private boolean hasLongBody() {
        long length = BodyReader.contentLength(request.headers());
        return length > COMPRESS_BRIEF
                || length < 0
                        && (request.version() == HttpVersion.HTTP_2
                                || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING));
    }

    /**
     * Reads on for a while, then closes. Closing at once would reset the connection while the sender still sends, and
     * it would not see the answer.
     */
    private void linger() {
        Runnable close = request.version() == HttpVersion.HTTP_2
                ? () -> request.response().reset(0)
                : () -> request.connection().close();
        long timer = vertx.setTimer(LINGER_MILLIS, expired -> close.run());
        long[] read = new long[1];
        request.handler(piece -> {
            read[0] += piece.length();
            if (read[0] > LINGER_BYTES && vertx.cancelTimer(timer)) {
                close.run();
            }
        });
        request.endHandler(end -> {
            if (vertx.cancelTimer(timer) && request.version() != HttpVersion.HTTP_2) {
                close.run();
            }
        });
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.resume();
    }

    /** Whether {@code Accept-Encoding} names gzip, and not with a weight of zero. */
    static boolean acceptsGzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String one : accepted.split(",")) {
            String[] parts = one.trim().split(";", 2);
            String name = parts[0].trim();
            if (name.equalsIgnoreCase("gzip") || name.equals("*")) {
                return parts.length < 2 || !isZero(parts[1].trim());
            }
        }
        return false;
    }

    private static boolean isZero(String weight) {
        for (int i = 0; i < weight.length(); i++) {
            char c = weight.charAt(i);
            if (c >= '1' && c <= '9') {
                return false;
            }
        }
        return weight.startsWith("q=0");
    }

    private static Buffer compress(Output body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.size() / 2);
        try (GZIPOutputStream gzip = new FastGzip(compressed)) {
            gzip.write(body.bytes(), 0, body.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(compressed.toByteArray());
    }

    /** Most of the gain for a third of the time. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream to) throws IOException {
            super(to, 8 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
