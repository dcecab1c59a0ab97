package io.larder.service;

import io.larder.door.http.ConnectionMeter;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.monitoring.Information;
import io.larder.monitoring.MemorySection;
import io.larder.monitoring.ServerSections;
import io.larder.monitoring.Statistics;
import io.larder.monitoring.Traffic;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.metrics.MetricsOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what counts, and gives INFO what it tells. */
@Singleton
final class Monitoring {

    @Produces
    @Singleton
    Statistics statistics() {
        return new Statistics();
    }

    @Produces
    @Singleton
    ConnectionMeter connections() {
        return new ConnectionMeter();
    }

    /** Vert.x is made before all else, and is told here whom to tell of connections. */
    @Produces
    @Singleton
    @Unremovable
    VertxOptionsCustomizer meterConnections(ConnectionMeter meter) {
        return options ->
                options.setMetricsOptions(new MetricsOptions().setEnabled(true).setFactory(meter));
    }

    @Produces
    @Singleton
    Information information(
            EmbeddedEngine engine,
            Statistics statistics,
            ConnectionMeter meter,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        Traffic traffic = new Traffic(meter::open, meter::accepted, meter::bytesIn, meter::bytesOut);
        Information information =
                new ServerSections(version, Clock.SYSTEM, statistics, engine::usage, traffic).addTo(new Information());
        return new MemorySection(engine::footprint).addTo(information);
    }
}
