package io.larder.service;

import io.larder.door.codec.RequestId;
import io.larder.door.codec.Traces;
import io.larder.monitoring.RequestSpan;
import io.larder.monitoring.Tracing;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has Vert.x say when a request begins and when its answer has gone out, whichever door it comes to. Pages for
 * operators are left out: probes and scrapes would be most of all traces where little else happens.
 */
final class RequestTracer implements VertxTracer<RequestTracer.Followed, Void> {

    /** A request that is followed. */
    record Followed(HttpServerRequest request, RequestSpan span) {}

    private final Tracing tracing;
    private volatile @Nullable Routes routes;

    RequestTracer(Tracing tracing) {
        this.tracing = tracing;
    }

    /** What it is following requests with. */
    Tracing tracing() {
        return tracing;
    }

    /** Tells what kinds of requests there are. Those that come before are of no kind. */
    void know(Routes known) {
        routes = known;
    }

    @Override
    public <R> @Nullable Followed receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R received,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> tags) {
        if (!(received instanceof HttpServerRequest request)
                || request.path() == null
                || Doors.isUnder(Doors.OPERATIONS, request.path())) {
            return null;
        }
        RequestSpan span =
                tracing.begin(request.method().name(), request.headers().get(Tracing.TRACEPARENT));
        if (span == null) {
            return null;
        }
        Traces.keep(context, span);
        return new Followed(request, span);
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R sent,
            @Nullable Followed followed,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (followed == null) {
            return;
        }
        HttpServerRequest request = followed.request;
        HttpServerResponse response = request.response();
        Routes known = routes;
        Routes.Route route = known == null ? new Routes.Route(null, null) : known.of(request);
        followed.span.end(new RequestSpan.End(
                route.template(),
                route.door(),
                request.isSSL(),
                version(request.version()),
                failure != null && !response.headWritten() ? 0 : response.getStatusCode(),
                response.headers().get(RequestId.HEADER)));
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    @Override
    public void close() {
        tracing.close();
    }
}
