package io.larder.door.http;

import io.larder.command.Origin;
import io.larder.command.Trace;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Output;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Traces;
import io.larder.door.codec.Worker;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Sends the one answer of a request, and names the request where something is logged about it. */
public final class Answer implements Origin {

    /** A refused request's body that is shorter is read to its end without ado. */
    private static final int SHORT = 64 << 10;

    /** How much of a refused request's body is read on, so that its sender comes to read the answer. */
    private static final long LINGER_BYTES = 16 << 20;

    /** Whoever sends nothing for so long is not waited for. */
    private static final long LINGER_MILLIS = 2_000;

    /** Nobody is waited for longer than so many times that. Where many are refused at a time, each of them is slow. */
    private static final int LINGER_TIMES = 15;

    private final Vertx vertx;
    private final HttpServerRequest request;

    /** Answers {@code request}. */
    public Answer(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    Vertx vertx() {
        return vertx;
    }

    HttpServerRequest request() {
        return request;
    }

    /** The request's id. */
    @Override
    public String get() {
        return RequestId.of(request);
    }

    @Override
    public @Nullable Trace trace() {
        return Traces.of(request);
    }

    /** Whether nobody waits for the answer any more. This can only come about while something else is waited for. */
    boolean gone() {
        return request.response().closed() || request.response().ended();
    }

    /** Sends what a command or several came to. */
    Future<Void> data(int status, CharSequence contentType, Output body, String syncToken) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        headers.set(Headers.UPSTASH_SYNC_TOKEN, syncToken);
        if (contentType == Format.RESP2.contentType()) {
            headers.set(Headers.X_CONTENT_TYPE_OPTIONS, Headers.NO_SNIFF);
        }
        if (body.size() < Gzip.FROM) {
            return send(status, contentType, body.buffer());
        }
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (!Gzip.accepted(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING))) {
            return send(status, contentType, body.buffer());
        }
        headers.set(HttpHeaderNames.CONTENT_ENCODING, Headers.GZIP);
        if (body.size() <= Gzip.BRIEF) {
            return send(status, contentType, compressed(body));
        }
        Promise<Void> sent = Promise.promise();
        Callable<Buffer> work = () -> compressed(body);
        Worker.run(vertx, work, (small, failure) -> {
            if (small == null) {
                response.reset();
                sent.fail(failure);
            } else if (gone()) {
                sent.complete();
            } else {
                send(status, contentType, small).onComplete(sent);
            }
        });
        return sent.future();
    }

    /** Sends an error that is none of a command's. */
    public void refuse(int status, String text) {
        refuse(status, Format.JSON.contentType(), Buffer.buffer(error(text)));
    }

    /** The body of an answer that is an error. */
    static byte[] error(String text) {
        Output body = new Output(Integer.MAX_VALUE);
        new JsonEncoder(body, false).error(text);
        return body.toBytes();
    }

    /** Sends an error of any format, although the request may still be coming in. */
    public void refuse(int status, CharSequence contentType, Buffer body) {
        HttpServerResponse response = request.response();
        if (gone()) {
            return;
        }
        if (status == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, Headers.BEARER);
        }
        boolean unread = !request.isEnded() && (status == 408 || hasLongBody());
        if (unread && request.version() != HttpVersion.HTTP_2) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        send(status, contentType, body);
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
    public void allowAnyOrigin() {
        MultiMap headers = request.response().headers();
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, Headers.ANY_ORIGIN);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, Headers.EXPOSED_HEADERS);
    }

    private static Buffer compressed(Output body) {
        return Buffer.buffer(Gzip.compress(body.bytes(), body.size()));
    }

    private Future<Void> send(int status, CharSequence contentType, Buffer body) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        if (request.method() != HttpMethod.POST) {
            headers.set(HttpHeaderNames.CACHE_CONTROL, Headers.NO_STORE);
        }
        if (status != 200) {
            response.setStatusCode(status);
            if (status == 503) {
                headers.set(HttpHeaderNames.RETRY_AFTER, Headers.SOON);
            }
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
        return request.method() == HttpMethod.HEAD ? response.end() : response.end(body);
    }

    /** Whether a body may follow that is too long to be read just to be forgotten. */
    private boolean hasLongBody() {
        long length = BodyReader.contentLength(request.headers());
        return length > SHORT
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
        long[] read = new long[2];
        long[] looks = new long[1];
        long timer = vertx.setPeriodic(LINGER_MILLIS, look -> {
            boolean idle = read[0] == read[1];
            read[1] = read[0];
            if ((idle || ++looks[0] == LINGER_TIMES) && vertx.cancelTimer(look)) {
                close.run();
            }
        });
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
}
