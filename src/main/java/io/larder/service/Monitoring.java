package io.larder.service;

import io.larder.door.http.AnswerClock;
import io.larder.door.http.Connections;
import io.larder.door.http.EventStreams;
import io.larder.door.http.WireMeter;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
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
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes what counts, and gives INFO and Prometheus what they tell. Whatever is asked for a figure is an
 * {@link Instance}: metrics are set up before the engine is opened, and must not open it.
 */
@Singleton
final class Monitoring {

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
    Meters redis(Instance<EmbeddedEngine> engine, Traffic traffic) {
        return new RedisMeters(() -> engine.get().usage(), traffic)::bindTo;
    }

    @Produces
    @Singleton
    Meters doors(EventStreams streams, LarderConfig config) {
        return registry -> {
            Gauge.builder("larder.http.connections.max", Connections::most)
                    .description("How many connections may be open, WebSockets among them")
                    .register(registry);
            FunctionCounter.builder("larder.http.turned.away", streams, all -> Connections.turnedAway())
                    .description("Connections that were one too many")
                    .register(registry);
            FunctionCounter.builder("larder.http.answers.cut.off", streams, all -> AnswerClock.cutOff())
                    .description("Large answers whose readers were too slow")
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
    Meters channels(Instance<ChannelRegistry> channels) {
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
}
