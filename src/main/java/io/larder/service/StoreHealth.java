package io.larder.service;

import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.engine.chronicle.Storage;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Usage;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the store does its work, for those who restart the service or send it requests.
 *
 * <p>It is not alive where only a restart helps, and not ready where it cannot store anything at all. Little room on
 * the disk or in memory is told and keeps it ready: reading goes on, what cannot be stored is refused with a clear
 * error, and a service that nobody reaches would be the worse accident.
 */
@Singleton
final class StoreHealth {

    private static final String NAME = "store";
    private static final int PERCENT = 100;

    /** What is refused needs more than there is, so a store never has nothing left: this part of it counts as that. */
    private static final int NEXT_TO_NOTHING = 1_000;

    private final Instance<EmbeddedEngine> engine;
    private final Opening opening;
    private final Path directory;
    private final long diskRoom;

    StoreHealth(Instance<EmbeddedEngine> engine, Opening opening, LarderConfig config) {
        this.engine = engine;
        this.opening = opening;
        this.directory = config.dataDir();
        this.diskRoom = config.health().diskRoom().asLongValue();
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck alive() {
        return () -> {
            boolean failed = opening.done() && engine.get().storage().failed();
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named(NAME).status(!failed);
            if (failed) {
                response.withData(
                        "reason",
                        "a change was put in place in part only, or a file failed: see the log, then restart");
            }
            return response.build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return this::readiness;
    }

    private HealthCheckResponse readiness() {
        if (!opening.done()) {
            return opening.tell(HealthCheckResponse.named(NAME)).build();
        }
        Storage storage = engine.get().storage();
        Usage usage = engine.get().usage();
        boolean writable = Files.isWritable(directory);
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME)
                .status(writable && !storage.failed())
                .withData("keys", usage.keys())
                .withData("memoryUsedBytes", usage.usedBytes())
                .withData("memoryMaxBytes", usage.limitBytes())
                .withData("memoryUsedPercent", usage.usedBytes() * PERCENT / Math.max(1, usage.limitBytes()))
                .withData("memoryPolicy", usage.policy().label())
                .withData("memory", memory(usage));
        if (!writable) {
            response.withData("reason", "the data directory cannot be written to: " + directory.toAbsolutePath());
        }
        return disk(response).build();
    }

    private static String memory(Usage usage) {
        long left = usage.limitBytes() - usage.usedBytes();
        boolean full = left < usage.limitBytes() / NEXT_TO_NOTHING;
        return full && usage.policy() == EvictionPolicy.NOEVICTION ? "full: what needs more is refused" : "ok";
    }

    private HealthCheckResponseBuilder disk(HealthCheckResponseBuilder response) {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            return response.withData("diskFreeBytes", free)
                    .withData("disk", free < diskRoom ? "low: what finds no room will be refused" : "ok");
        } catch (IOException e) {
            return response.withData("disk", "unknown: " + e.getMessage());
        }
    }

    /** Whether the disk has less room than there should be. */
    boolean diskLow() {
        try {
            return Files.getFileStore(directory).getUsableSpace() < diskRoom;
        } catch (IOException e) {
            return true;
        }
    }
}
