package io.larder.service;

import io.larder.door.http.Statuses;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.monitoring.CloudWatchFormat;
import io.larder.monitoring.Statistics;
import io.larder.monitoring.Traffic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes metrics for CloudWatch, where that is wanted: a line a minute, to where logs go or to a file. */
@Singleton
final class CloudWatch {

    private static final Logger LOG = Logger.getLogger(CloudWatch.class);

    /** A file that is longer is moved aside, and the one before it goes. */
    private static final long LONGEST = 16L << 20;

    /** Before the engine is closed. */
    private static final int FIRST = 100;

    private final LarderConfig.CloudWatch config;
    private @Nullable ScheduledExecutorService executor;

    CloudWatch(LarderConfig config) {
        this.config = config.metrics().cloudwatch();
    }

    void start(
            @Observes StartupEvent event,
            Opening opening,
            Instance<EmbeddedEngine> engine,
            Statistics statistics,
            Traffic traffic) {
        if (!config.enabled()) {
            return;
        }
        long millis = Wiring.atLeastOne(
                "larder.metrics.cloudwatch.interval", config.interval().toMillis());
        CloudWatchFormat format;
        try {
            format = new CloudWatchFormat(
                    config.namespace(),
                    config.dimensions().isEmpty() ? Map.of("Instance", hostname()) : config.dimensions(),
                    Clock.SYSTEM,
                    statistics,
                    () -> engine.get().usage(),
                    traffic,
                    () -> Statuses.refusals().getOrDefault("401", 0L));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "Larder does not start: " + e.getMessage() + " (larder.metrics.cloudwatch)");
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "larder-cloudwatch");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleAtFixedRate(
                () -> {
                    if (opening.done()) {
                        write(format);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
        if (executor != null) {
            executor.shutdown();
            executor.awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private void write(CloudWatchFormat format) {
        try {
            byte[] line = format.next();
            Path file = config.file().orElse(null);
            if (file == null) {
                // Not closed: it is the process's.
                new FileOutputStream(FileDescriptor.out).write(line);
                return;
            }
            if (Files.exists(file) && Files.size(file) > LONGEST) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(line);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Metrics for CloudWatch could not be written; the next line is tried: " + e);
        }
    }
}
