package io.larder.service;

import io.larder.door.http.Connections;
import io.larder.door.http.EventStreams;
import io.larder.door.http.Statuses;
import io.larder.door.http.WireMeter;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.monitoring.CommandSeries;
import io.larder.monitoring.CountedSeries;
import io.larder.monitoring.Information;
import io.larder.monitoring.Latencies;
import io.larder.monitoring.MemorySection;
import io.larder.monitoring.RedisMeters;
import io.larder.monitoring.ServerSections;
import io.larder.monitoring.SlowLog;
import io.larder.monitoring.Statistics;
import io.larder.monitoring.Traffic;
import io.larder.pubsub.ChannelRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes what counts, and gives INFO and Prometheus what they tell. Whatever is asked for a figure is an
 * {@link Instance}: metrics are set up before the engine is opened, and must not open it.
 */
@Singleton
final class Monitoring {

    /** What Quarkus's meters of Netty say of themselves, which is nothing. */
    private static final Map<String, String> NETTY = Map.of(
            "netty.allocator.memory.used", "Bytes that Netty has for buffers",
            "netty.allocator.memory.pinned", "Bytes of Netty's buffers that are in use",
            "netty.allocator.pooled.arenas", "Parts of Netty's pool of buffers",
            "netty.allocator.pooled.cache.size", "Bytes of buffers that each thread of Netty may keep for itself",
            "netty.allocator.pooled.threadlocal.caches", "Threads of Netty that keep buffers for themselves",
            "netty.allocator.pooled.chunk.size", "Bytes that Netty takes at once for buffers",
            "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop");

    @Produces
    @Singleton
    Statistics statistics() {
        return new Statistics();
    }

    @Produces
    @Singleton
    SlowLog slowLog(LarderConfig config) {
        Duration slowerThan = config.slowLog().slowerThan();
        try {
            return new SlowLog(
                    Clock.SYSTEM,
                    TimeUnit.NANOSECONDS.toMicros(slowerThan.toNanos()),
                    config.slowLog().maxLength());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "Larder does not start: " + e.getMessage() + " (larder.slow-log.max-length)");
        }
    }

    @Produces
    @Singleton
    Latencies latencies(LarderConfig config) {
        return new Latencies(Clock.SYSTEM, config.latency().threshold().toMillis()).watchGarbageCollection();
    }

    @Produces
    @Singleton
    Traffic traffic() {
        return new Traffic(Connections::open, Connections::accepted, WireMeter::bytesIn, WireMeter::bytesOut);
    }

    @Produces
    @Singleton
    Information information(
            EmbeddedEngine engine,
            Statistics statistics,
            Traffic traffic,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        Information information =
                new ServerSections(version, Clock.SYSTEM, statistics, engine::usage, traffic).addTo(new Information());
        return new MemorySection(engine::footprint).addTo(information);
    }

    @Produces
    @Singleton
    MeterBinder redis(Instance<EmbeddedEngine> engine, Traffic traffic) {
        return new RedisMeters(() -> engine.get().usage(), traffic);
    }

    @Produces
    @Singleton
    MeterFilter described() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String description = NETTY.get(id.getName());
                return description == null
                        ? id
                        : new Meter.Id(
                                id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), description, id.getType());
            }
        };
    }

    @Produces
    @Singleton
    MeterBinder doors(EventStreams streams, LarderConfig config) {
        return registry -> {
            Gauge.builder("larder.http.connections.max", Connections::most)
                    .description("How many connections may be open, WebSockets among them")
                    .register(registry);
            FunctionCounter.builder("larder.http.turned.away", streams, all -> Connections.turnedAway())
                    .description("Connections that were one too many")
                    .register(registry);
            Gauge.builder("larder.http.streams", streams, EventStreams::size)
                    .description("Streams of server-sent events that are open")
                    .register(registry);
            Gauge.builder(
                            "larder.http.streams.max",
                            config,
                            all -> all.http().streams().max())
                    .description("How many streams of server-sent events may be open")
                    .register(registry);
        };
    }

    @Produces
    @Singleton
    MeterBinder channels(Instance<ChannelRegistry> channels) {
        return registry -> {
            Gauge.builder("larder.pubsub.channels", channels, all -> all.get().channels())
                    .description("Channels that somebody listens to by name")
                    .register(registry);
            Gauge.builder("larder.pubsub.patterns", channels, all -> all.get().patterns())
                    .description("Patterns of channels that somebody listens to")
                    .register(registry);
            Gauge.builder(
                            "larder.pubsub.subscriptions",
                            channels,
                            all -> all.get().subscriptions())
                    .description("Listeners, each as often as the channels and patterns that it listens to")
                    .register(registry);
        };
    }

    /** Micrometer has neither histograms that are read nor counters whose labels are not known before. */
    void count(@Observes StartupEvent event, PrometheusMeterRegistry series, Statistics statistics) {
        new CommandSeries(statistics).register(series.getPrometheusRegistry());
        new CountedSeries(
                        "larder_http_refusals",
                        "Answers of HTTP that refused something, by their status",
                        "status",
                        Statuses::refusals)
                .register(series.getPrometheusRegistry());
    }
}
