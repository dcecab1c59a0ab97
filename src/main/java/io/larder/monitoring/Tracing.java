package io.larder.monitoring;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Observer;
import io.larder.command.Origin;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Trace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows requests for OpenTelemetry: a span for each request, within it one for each command, and one for each command
 * that comes over a WebSocket. Nothing of the library is loaded unless somebody makes one of these.
 *
 * <p>A span tells what kind of request it was, what came of it and how long that took. It never has a key, a value, a
 * token, a path, a query, an address or a text of an error: who may read traces is often not who may read the data. Of
 * what the sender chose, only ids go out: those of {@code traceparent}, and that by which the log calls the request.
 * {@code tracestate} is left out, as it can be any text.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">Conventions for HTTP spans</a>
 * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
 */
public final class Tracing implements Observer {

    static final AttributeKey<String> COMMAND = AttributeKey.stringKey("db.operation.name");
    static final AttributeKey<Long> COMMANDS = AttributeKey.longKey("db.operation.batch.size");
    static final AttributeKey<String> CODE = AttributeKey.stringKey("db.response.status_code");
    static final AttributeKey<String> DOOR = AttributeKey.stringKey("larder.door");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");

    /** The name of the header that {@link #begin} wants. */
    public static final String TRACEPARENT = "traceparent";

    /** Longer names of errors are no names. */
    private static final int LONGEST_CODE = 32;

    private static final TextMapGetter<String> ONLY_TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String header) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String header, String name) {
            return name.equals(TRACEPARENT) ? header : null;
        }
    };

    private final BoundedSpans spans;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final long patienceMillis;

    /**
     * Begins.
     *
     * @throws IllegalArgumentException where the settings cannot be used
     */
    public Tracing(TracingSettings settings) {
        patienceMillis = settings.timeout().toMillis();
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint())
                .setTimeout(settings.timeout())
                .setConnectTimeout(settings.timeout());
        settings.headers().forEach(exporter::addHeader);
        spans = new BoundedSpans(exporter.build(), settings.maxQueue(), settings.timeout());
        provider = SdkTracerProvider.builder()
                .setResource(Resource.builder()
                        .put("service.name", settings.service())
                        .put("service.version", settings.version())
                        .put("service.instance.id", UUID.randomUUID().toString())
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
                .addSpanProcessor(spans)
                .build();
        tracer = provider.get("io.larder");
    }

    /**
     * A request has come in.
     *
     * @param method as it came
     * @param traceparent the header of that name, or null
     * @return what follows it, to be {@linkplain RequestSpan#end ended}; null where nobody wants to know
     */
    public @Nullable RequestSpan begin(String method, @Nullable String traceparent) {
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONLY_TRACEPARENT);
        long epochNanos = Clock.getDefault().now();
        Span span = tracer.spanBuilder(RequestSpan.name(method, null))
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
                .startSpan();
        return span.isRecording() ? new RequestSpan(tracer, span, method, epochNanos) : null;
    }

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        Origin origin = call.session().request();
        if (origin == null) {
            return;
        }
        Trace trace = origin.trace();
        if (origin.answered()) {
            alone(call, reply, nanos, trace);
        } else if (trace instanceof RequestSpan request) {
            request.ran(call, reply, nanos);
        }
    }

    @Override
    public void refused(Session session, Command<?> row) {
        Origin origin = session.request();
        if (origin != null && !origin.answered() && origin.trace() instanceof RequestSpan request) {
            request.refused(row);
        }
    }

    /**
     * A command that came over a WebSocket begins a trace of its own, as nobody's trace lasts as long as the connection
     * may. It has a link to the span of the request that opened that.
     */
    private void alone(Call<?> call, Reply reply, long nanos, @Nullable Trace opened) {
        String name = call.command().name();
        long end = Clock.getDefault().now();
        SpanBuilder builder = tracer.spanBuilder(name)
                .setNoParent()
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(end - nanos, TimeUnit.NANOSECONDS);
        if (opened instanceof RequestSpan request) {
            builder.addLink(request.context());
        }
        Span span = builder.startSpan();
        if (span.isRecording()) {
            span.setAttribute(DOOR, call.session().door().name());
            tell(span, name, code(reply));
        }
        span.end(end, TimeUnit.NANOSECONDS);
    }

    /** Tells what a command was and what came of it. */
    static void tell(Span span, String name, @Nullable String code) {
        span.setAttribute(COMMAND, name);
        if (code != null) {
            span.setAttribute(CODE, code);
        }
    }

    /** The first word of an error, which names its kind; the others may have names of keys in them. */
    static @Nullable String code(Reply reply) {
        if (!(reply instanceof Reply.Failure failure)) {
            return null;
        }
        String text = failure.message();
        for (int i = 0; i < text.length() && i <= LONGEST_CODE; i++) {
            char c = text.charAt(i);
            if (c == ' ' && i > 0) {
                return text.substring(0, i);
            }
            if (c < 'A' || c > 'Z') {
                break;
            }
        }
        return "ERR";
    }

    /** How many spans were exported, how many not as that failed, and how many were dropped, as too many waited. */
    public Map<String, Long> outcomes() {
        return spans.outcomes();
    }

    /** How many spans wait to be sent or are being sent. */
    public int unsent() {
        return spans.unsent();
    }

    /** Sends what waits, for as long as the collector may take, and no more from then on. */
    public void close() {
        spans.close(patienceMillis);
        provider.close();
    }
}
