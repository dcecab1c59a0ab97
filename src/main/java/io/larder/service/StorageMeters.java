package io.larder.service;

import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.engine.chronicle.Storage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/** How the store lies on the disk, for whoever asks. The engine is not opened by being asked about here. */
@Singleton
final class StorageMeters implements Meters {

    private static final String BYTES = "bytes";

    private final Instance<EmbeddedEngine> engine;
    private final StoreHealth health;
    private final Path directory;

    StorageMeters(Instance<EmbeddedEngine> engine, StoreHealth health, LarderConfig config) {
        this.health = health;
        this.engine = engine;
        this.directory = config.dataDir();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        entries(registry);
        pages(registry);
        gauge(
                registry,
                "failed",
                "Whether a change was put in place in part only, so that all is refused until a restart: 1 or 0",
                storage -> storage.failed() ? 1 : 0);
        gauge(registry, "intents.used", "Changes that are being put in place at this moment", Storage::intents);
        gauge(registry, "intents.max", "How many changes can be put in place at a time", Storage::mostIntents);
        FunctionCounter.builder(
                        "larder.storage.sweeps",
                        this,
                        meters -> meters.storage().rounds())
                .description("How often the sweeper has looked at all keys for those that have expired")
                .register(registry);
        disk(registry);
    }

    private void entries(MeterRegistry registry) {
        Gauge.builder("larder.storage.entries", this, meters -> meters.storage().entryBytes())
                .baseUnit(BYTES)
                .description("Bytes that keys and small values take in the map of keys")
                .register(registry);
        gauge(registry, "segments", "Parts of the map of keys", Storage::segments);
        gauge(
                registry,
                "extra.tiers",
                "Parts of the map of keys beyond those, taken by full ones; with many of them, reading is slower",
                Storage::extraTiers);
    }

    private void pages(MeterRegistry registry) {
        gauge(registry, "pages.used", "Pages of 1 KiB that larger values take", Storage::pages);
        gauge(registry, "pages.reserved", "Pages that the disk has room for already", Storage::reservedPages);
        gauge(registry, "pages.max", "How many pages there may be", Storage::mostPages);
        gauge(
                registry,
                "discarded.values",
                "Large values that were removed, and whose pages the sweeper has yet to free",
                Storage::discarded);
    }

    private void disk(MeterRegistry registry) {
        for (String file : EmbeddedEngine.files()) {
            Path path = directory.resolve(file);
            Gauge.builder("larder.storage.file", path, StorageMeters::length)
                    .strongReference(true)
                    .tag("file", file)
                    .baseUnit(BYTES)
                    .description("How long each file of the data directory is; what is not written yet takes no room")
                    .register(registry);
        }
        Gauge.builder("larder.storage.disk.free", this, meters -> meters.disk(FileStore::getUsableSpace))
                .baseUnit(BYTES)
                .description("Bytes that the disk of the data directory has room for")
                .register(registry);
        Gauge.builder("larder.storage.disk.low", this, meters -> meters.health.diskLow() ? 1 : 0)
                .description("Whether that is less than larder.health.disk-room: 1 or 0")
                .register(registry);
        Gauge.builder("larder.storage.disk.total", this, meters -> meters.disk(FileStore::getTotalSpace))
                .baseUnit(BYTES)
                .description("Bytes of the disk of the data directory")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Storage> figure) {
        Gauge.builder("larder.storage." + name, this, meters -> figure.applyAsDouble(meters.storage()))
                .description(description)
                .register(registry);
    }

    private Storage storage() {
        return engine.get().storage();
    }

    private static double length(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private interface Figure {
        long of(FileStore store) throws IOException;
    }

    private double disk(Figure figure) {
        try {
            return figure.of(Files.getFileStore(directory));
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
