package io.larder.monitoring;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Reply;
import io.larder.command.Trace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The span of one request, and within it those of its commands. Several threads may use it, one after the other: the
 * event loop, and a worker where a command takes long.
 */
public final class RequestSpan implements Trace {

    /**
     * What came of a request.
     *
     * @param route the template of its path, such as {@code /v1/keys/{key}}; null where there is none
     * @param door by which door it came; null where none knows the path
     * @param tls whether it came over TLS
     * @param version that of HTTP: {@code 1.1} or {@code 2}
     * @param status of the answer; 0 where the connection was gone before there was one
     * @param logged by what name the log knows it, or null
     */
    public record End(
            @Nullable String route,
            @Nullable String door,
            boolean tls,
            String version,
            int status,
            @Nullable String logged) {}

    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<List<String>> LOGGED =
            AttributeKey.stringArrayKey("http.request.header.x-request-id");

    /** Any other is anybody's invention, or a secret in the wrong place. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");

    private static final String OTHER = "_OTHER";

    /** Of so many commands of a request at most there are spans; the others are counted. */
    private static final int MOST = 32;

    private static final int FIRST_FAULT = 500;

    private final Tracer tracer;
    private final Span span;
    private final Context parent;
    private final String method;
    private final long epochNanos;
    private final long began = System.nanoTime();
    private int commands;
    private @Nullable String first;
    private @Nullable String firstCode;

    RequestSpan(Tracer tracer, Span span, String method, long epochNanos) {
        this.tracer = tracer;
        this.span = span;
        this.parent = Context.root().with(span);
        this.method = METHODS.contains(method) ? method : OTHER;
        this.epochNanos = epochNanos;
    }

    /** What a span is called. */
    static String name(String method, @Nullable String route) {
        String first = METHODS.contains(method) ? method : "HTTP";
        return route == null ? first : first + ' ' + route;
    }

    @Override
    public String id() {
        return span.getSpanContext().getTraceId();
    }

    SpanContext context() {
        return span.getSpanContext();
    }

    private long now() {
        return epochNanos + (System.nanoTime() - began);
    }

    synchronized void ran(Call<?> call, Reply reply, long nanos) {
        if (!counted(call.command(), Tracing.code(reply))) {
            return;
        }
        long end = now();
        Span child = tracer.spanBuilder(call.command().name())
                .setParent(parent)
                .setStartTimestamp(Math.max(epochNanos, end - nanos), TimeUnit.NANOSECONDS)
                .startSpan();
        Tracing.tell(child, call.command().name(), Tracing.code(reply));
        child.end(end, TimeUnit.NANOSECONDS);
    }

    synchronized void refused(Command<?> row) {
        counted(row, null);
    }

    /** Whether there is room for a span of its own. */
    private boolean counted(Command<?> row, @Nullable String code) {
        commands++;
        if (commands == 1) {
            first = row.name();
            firstCode = code;
        }
        return commands <= MOST;
    }

    /** The request was answered, or its connection is gone. */
    public synchronized void end(End end) {
        span.updateName(name(method, end.route));
        span.setAttribute(Tracing.METHOD, method);
        if (end.route != null) {
            span.setAttribute(ROUTE, end.route);
        }
        if (end.door != null) {
            span.setAttribute(Tracing.DOOR, end.door);
        }
        span.setAttribute(SCHEME, end.tls ? "https" : "http");
        span.setAttribute(VERSION, end.version);
        if (commands > 1) {
            span.setAttribute(Tracing.COMMANDS, (long) commands);
        } else if (first != null) {
            Tracing.tell(span, first, firstCode);
        }
        if (end.logged != null && !end.logged.equals(id())) {
            span.setAttribute(LOGGED, List.of(end.logged));
        }
        if (end.status > 0) {
            span.setAttribute(STATUS, (long) end.status);
        }
        if (end.status == 0 || end.status >= FIRST_FAULT) {
            span.setAttribute(ERROR, end.status == 0 ? "connection_closed" : Integer.toString(end.status));
            span.setStatus(StatusCode.ERROR);
        }
        span.end(now(), TimeUnit.NANOSECONDS);
    }
}
