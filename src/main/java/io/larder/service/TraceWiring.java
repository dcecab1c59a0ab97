package io.larder.service;

import io.larder.command.Dispatcher;
import io.larder.door.http.v1.Templates;
import io.larder.door.websocket.SocketDoor;
import io.larder.monitoring.CountedSeries;
import io.larder.monitoring.Tracing;
import io.larder.monitoring.TracingSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Has requests followed for OpenTelemetry, where {@code larder.traces.endpoint} is set. Where it is not, Vert.x and the
 * dispatcher have nobody to tell, and no class of OpenTelemetry is loaded.
 *
 * <p>It begins before Vert.x, which has to know, and ends behind it, when all requests and the store are done with.
 */
@Singleton
final class TraceWiring implements VertxOptionsCustomizer {

    /** Where collectors take spans, if nothing else is said. */
    private static final String USUAL_PATH = "/v1/traces";

    private static final Map<String, Long> NONE = Map.of("exported", 0L, "failed", 0L, "dropped", 0L);

    private final LarderConfig.Traces config;
    private final String version;
    private @Nullable RequestTracer tracer;

    TraceWiring(LarderConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config.traces();
        this.version = version;
    }

    @Override
    public void accept(VertxOptions options) {
        if (config.endpoint().isEmpty()) {
            return;
        }
        RequestTracer made = new RequestTracer(begin(config.endpoint().get()));
        tracer = made;
        options.setTracingOptions(new TracingOptions().setFactory(new VertxTracerFactory() {
            @Override
            public VertxTracer<?, ?> tracer(TracingOptions ours) {
                return made;
            }
        }));
    }

    private Tracing begin(String endpoint) {
        double ratio = config.ratio();
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new ConfigurationException("larder.traces.ratio must be 0 to 1, not " + ratio);
        }
        int maxQueue = Wiring.atLeastOne("larder.traces.max-queue", config.maxQueue());
        Wiring.atLeastOne("larder.traces.timeout", config.timeout().toMillis());
        return new Tracing(new TracingSettings(
                url(endpoint),
                headers(config.headers().orElse(List.of())),
                config.serviceName(),
                version,
                ratio,
                maxQueue,
                config.timeout()));
    }

    /** Headers by their names. What is wrong with one is not told with its value, which is a secret. */
    static Map<String, String> headers(List<String> pairs) {
        Map<String, String> headers = new TreeMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ConfigurationException(
                        "larder.traces.headers must be name=value, and several parted by commas");
            }
            headers.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return headers;
    }

    /** The URL that spans are sent to. */
    static String url(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri.getPath().isEmpty() || uri.getPath().equals("/")
                        ? uri.resolve(USUAL_PATH).toString()
                        : endpoint;
            }
        } catch (URISyntaxException e) {
            // It is said below.
        }
        throw new ConfigurationException("Larder does not start: larder.traces.endpoint must be an http or https URL,"
                + " such as http://localhost:4318");
    }

    @Produces
    @Singleton
    Meters unsent() {
        return registry -> Gauge.builder("larder.traces.unsent", this, TraceWiring::waiting)
                .description("Spans for OpenTelemetry that wait to be sent, or are being sent")
                .register(registry);
    }

    private int waiting() {
        RequestTracer made = tracer;
        return made == null ? 0 : made.tracing().unsent();
    }

    void open(
            @Observes Router router,
            Opening opening,
            Leisure leisure,
            Instance<Dispatcher> dispatcher,
            Templates resources,
            Instance<SocketDoor> sockets,
            Instance<PrometheusMeterRegistry> series) {
        RequestTracer made = tracer;
        opening.afterwards(() -> {
            if (made != null) {
                dispatcher.get().observe(made.tracing());
                made.know(new Routes(resources, sockets.get()));
            }
        });
        leisure.add(() -> new CountedSeries(
                        "larder_traces_spans",
                        "Spans for OpenTelemetry, by what became of them",
                        "outcome",
                        () -> made == null ? NONE : made.tracing().outcomes())
                .register(series.get().getPrometheusRegistry()));
    }
}
