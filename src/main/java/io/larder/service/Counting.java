package io.larder.service;

import io.larder.door.http.AfterStart;
import io.larder.door.http.Statuses;
import io.larder.monitoring.CommandSeries;
import io.larder.monitoring.CountedSeries;
import io.larder.monitoring.Statistics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.micrometer.runtime.binder.JVMInfoBinder;
import io.quarkus.micrometer.runtime.binder.netty.NettyMetricsProvider;
import io.quarkus.micrometer.runtime.binder.netty.VertxNettyAllocatorMetricsProvider;
import io.quarkus.micrometer.runtime.binder.netty.VertxNettyEventExecutorMetricsProvider;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Has all figures told at {@code /q/metrics}, once the first requests have been let in. Setting this up while the
 * service starts, as Quarkus does, would keep them waiting for about a tenth of the time that a start takes: see
 * {@code src/docs/benchmarks.md}. Whoever asks for metrics before it is done waits at the door ({@link Opening}).
 */
@Singleton
final class Counting {

    /** What Quarkus's meters of Netty say of themselves, which is nothing. */
    private static final Map<String, String> NETTY = Map.of(
            "netty.allocator.memory.used", "Bytes that Netty has for buffers",
            "netty.allocator.memory.pinned", "Bytes of Netty's buffers that are in use",
            "netty.allocator.pooled.arenas", "Parts of Netty's pool of buffers",
            "netty.allocator.pooled.cache.size", "Bytes of buffers that each thread of Netty may keep for itself",
            "netty.allocator.pooled.threadlocal.caches", "Threads of Netty that keep buffers for themselves",
            "netty.allocator.pooled.chunk.size", "Bytes that Netty takes at once for buffers",
            "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop");

    private final Vertx vertx;
    private final MeterRegistry registry;

    /** Ends what listens to the JVM. */
    private final List<Runnable> endings = new CopyOnWriteArrayList<>();

    Counting(Vertx vertx, MeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    void count(
            @Observes StartupEvent event,
            AfterStart afterStart,
            PrometheusMeterRegistry series,
            Statistics statistics,
            @All List<Meters> meters) {
        afterStart.add(() -> {
            process().forEach(each -> each.bindTo(registry));
            meters.forEach(each -> each.bindTo(registry));
            // Micrometer has neither histograms that are read nor counters whose labels are not known before.
            new CommandSeries(statistics).register(series.getPrometheusRegistry());
            new CountedSeries(
                            "larder_http_refusals",
                            "Answers of HTTP that refused something, by their status",
                            "status",
                            Statuses::refusals)
                    .register(series.getPrometheusRegistry());
        });
    }

    /** What is told of the JVM, the process and Netty: what Quarkus would choose. */
    private List<MeterBinder> process() {
        JvmHeapPressureMetrics heapPressure = new JvmHeapPressureMetrics();
        JvmGcMetrics collections = new JvmGcMetrics();
        endings.add(heapPressure::close);
        endings.add(collections::close);
        NettyMetricsProvider netty = new NettyMetricsProvider();
        VertxNettyAllocatorMetricsProvider allocators = new VertxNettyAllocatorMetricsProvider();
        VertxNettyEventExecutorMetricsProvider loops = new VertxNettyEventExecutorMetricsProvider();
        return List.of(
                new ClassLoaderMetrics(),
                heapPressure,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new JVMInfoBinder(),
                collections,
                new UptimeMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                netty.pooledByteBufAllocatorMetrics(),
                netty.unpooledByteBufAllocatorMetrics(),
                allocators.vertxPooledByteBufAllocatorMetrics(),
                allocators.vertxUnpooledByteBufAllocatorMetrics(),
                loops.vertxEventLoopGroupMetrics(vertx),
                loops.vertxAcceptorEventLoopGroupMetrics(vertx));
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

    void stop(@Observes ShutdownEvent event) {
        endings.forEach(Runnable::run);
    }
}
