package io.larder.monitoring;

import io.larder.keyspace.Usage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The service as a whole under the names that redis_exporter gives, so that dashboards and alarms made for Redis show
 * it. All are read when somebody asks. {@link CommandSeries} has those of single commands.
 *
 * @see <a href="https://grafana.com/grafana/dashboards/763">The dashboard that most people have</a>
 */
public final class RedisMeters implements MeterBinder {

    private static final double SECOND = 1e9;
    private static final String DATABASE = "db";

    /** There is one database. */
    private static final String ONLY = "db0";

    private final Supplier<Usage> usage;
    private final Traffic traffic;
    private final long begin = System.nanoTime();

    /**
     * Meters of a service that starts now.
     *
     * @param usage the store's figures of the moment
     */
    public RedisMeters(Supplier<Usage> usage, Traffic traffic) {
        this.usage = usage;
        this.traffic = traffic;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "redis.up", "Whether the store answers: 1, as there would else be no answer", one -> 1);
        gauge(
                registry,
                "redis.uptime.in.seconds",
                "Seconds since the start",
                one -> Math.floor((System.nanoTime() - begin) / SECOND));
        gauge(
                registry,
                "redis.connected.clients",
                "Connections that are open, WebSockets among them",
                one -> traffic.open().getAsLong());
        // Nobody is: a command that has to wait does not exist.
        gauge(registry, "redis.blocked.clients", "Callers that wait in a command: none, as no command waits", one -> 0);
        gauge(registry, "redis.memory.used.bytes", "Bytes of keys and values", of(Usage::usedBytes));
        gauge(registry, "redis.memory.max.bytes", "The most bytes of keys and values", of(Usage::limitBytes));
        count(registry, "redis.keyspace.hits", "Keys that reading commands asked for and found", of(Usage::hits));
        count(registry, "redis.keyspace.misses", "Keys that reading commands asked for in vain", of(Usage::misses));
        count(registry, "redis.expired.keys", "Keys taken out as they had expired", of(Usage::expired));
        count(registry, "redis.evicted.keys", "Keys taken out to make room for others", of(Usage::evicted));
        count(registry, "redis.net.input.bytes", "Bytes that came in", of(traffic.bytesIn()));
        count(registry, "redis.net.output.bytes", "Bytes that went out", of(traffic.bytesOut()));
        count(registry, "redis.connections.received", "Connections since the start", of(traffic.accepted()));
        Gauge.builder("redis.db.keys", this, of(Usage::keys))
                .tag(DATABASE, ONLY)
                .description("Keys, some of which may have expired")
                .register(registry);
        Gauge.builder("redis.db.keys.expiring", this, of(Usage::expiring))
                .tag(DATABASE, ONLY)
                .description("Keys that are to expire, as of the last round over all keys some seconds ago")
                .register(registry);
    }

    private ToDoubleFunction<RedisMeters> of(ToDoubleFunction<Usage> figure) {
        return meters -> figure.applyAsDouble(meters.usage.get());
    }

    private static ToDoubleFunction<RedisMeters> of(LongSupplier count) {
        return meters -> count.getAsLong();
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<RedisMeters> value) {
        Gauge.builder(name, this, value).description(description).register(registry);
    }

    private void count(MeterRegistry registry, String name, String description, ToDoubleFunction<RedisMeters> value) {
        FunctionCounter.builder(name, this, value).description(description).register(registry);
    }
}
