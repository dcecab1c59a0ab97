package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.read;
import static io.larder.engine.chronicle.Steps.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.larder.keyspace.HeapKeyspace;
import io.larder.keyspace.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import net.openhft.chronicle.hash.impl.BigSegmentHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores opened from copies of another's files in the middle of a step: what a kill at that moment leaves. */
class CrashTest {

    private static final long LIMIT = 4L << 20;

    @TempDir
    Path directory;

    private long now = 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aStepIsWholeOrNotThere(long seed) throws IOException {
        Random random = new Random(seed);
        HeapKeyspace twin = new HeapKeyspace(() -> now);
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory.resolve("data"), LIMIT, () -> now)) {
            for (int round = 0; round < 40; round++) {
                long what = random.nextLong();
                int count = 1 + random.nextInt(6);
                Path before = random.nextInt(5) == 0 ? directory.resolve("before" + round) : null;
                Path within = directory.resolve("within" + round);
                int[] changes = {random.nextInt(new int[] {2, 20, 200}[random.nextInt(3)])};
                boolean[] taken = {false};
                Thread self = Thread.currentThread();
                engine.store().probe(() -> {
                    if (Thread.currentThread() == self && changes[0]-- == 0) {
                        copy(within);
                        taken[0] = true;
                    }
                });
                write(engine, keyspace -> {
                    RandomStep.apply(keyspace, what, count);
                    if (before != null) {
                        copy(before);
                    }
                    return null;
                });
                engine.store().probe(() -> {});
                twin.begin(null);
                if (before != null) {
                    reopen(before, twin, "before, seed " + seed + ", round " + round);
                }
                RandomStep.apply(twin, what, count);
                twin.end();
                twin.begin(null);
                String when = "seed " + seed + ", round " + round;
                read(engine, keyspace -> {
                    RandomStep.same(twin, keyspace, "alive, " + when);
                    return null;
                });
                if (taken[0]) {
                    reopen(within, twin, "within, " + when);
                }
                now += random.nextInt(300);
            }
        }
    }

    private void copy(Path to) {
        try {
            CrashedCopy.take(directory.resolve("data"), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reopen(Path copy, HeapKeyspace twin, String when) throws IOException {
        try (EmbeddedEngine engine = EmbeddedEngine.open(copy, LIMIT, () -> now)) {
            read(engine, keyspace -> {
                RandomStep.same(twin, keyspace, when);
                return null;
            });
            assertEquals(List.of(), engine.check(), when);
        }
        CrashedCopy.remove(copy);
    }

    @Test
    void whatWasDiscardedIsSweptByTheNextStart() throws Exception {
        Path copy = directory.resolve("copy");
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory.resolve("data"), LIMIT, () -> now)) {
            write(engine, keyspace -> {
                keyspace.create(key("k"), Kind.STRING).blob().set(new byte[3 << 20]);
                return null;
            });
            engine.store().probe(() -> {
                if (!Files.exists(copy)) {
                    copy(copy);
                }
            });
            write(engine, keyspace -> keyspace.remove(key("k")));
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(copy, LIMIT, () -> now)) {
            for (int i = 0; i < 1000 && engine.usedBytes() > 0; i++) {
                Thread.sleep(20);
            }
            assertEquals(0, engine.usedBytes());
            assertEquals(List.of(), engine.check());
        }
    }

    @Test
    void aKillWhileKeysAreCopiedLeavesLocksThatDoNotMatter() throws IOException {
        Path data = directory.resolve("data");
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, LIMIT, () -> now)) {
            write(engine, keyspace -> keyspace.create(key("kept"), Kind.STRING));
        }
        try (var map = EntryMap.open(data.resolve("keys"), LIMIT)) {
            for (int segment = 0; segment < map.actualSegments; segment++) {
                BigSegmentHeader.INSTANCE.updateLock(map.segmentHeaderAddress(segment));
            }
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, LIMIT * 8, () -> now)) {
            assertEquals(1L, (long) read(engine, keyspace -> keyspace.size()));
            assertEquals(List.of(), engine.check());
        }
    }

    @Test
    void aNewLimitIsTakenOverAtOnceOrNotAtAll() throws IOException {
        Path data = directory.resolve("data");
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, LIMIT, () -> now)) {
            write(engine, keyspace -> keyspace.create(key("k"), Kind.STRING));
        }
        Path old = directory.resolve("old");
        CrashedCopy.take(data, old);
        long more = LIMIT * 8;
        EmbeddedEngine.open(data, more, () -> now).close();
        // Killed while the new map was being made.
        Files.write(old.resolve("keys.resized"), new byte[100]);
        EmbeddedEngine.open(old, LIMIT, () -> now).close();
        // Killed when it was told of and not yet in its place.
        Files.copy(data.resolve("keys"), old.resolve("keys.resized"), StandardCopyOption.REPLACE_EXISTING);
        Properties state = new Properties();
        try (var in = Files.newInputStream(data.resolve("larder.properties"))) {
            state.load(in);
        }
        state.setProperty("keys-are-resized", "true");
        try (var out = Files.newOutputStream(old.resolve("larder.properties"))) {
            state.store(out, null);
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(old, more, () -> now)) {
            assertEquals(1L, (long) read(engine, keyspace -> keyspace.size()));
            assertEquals(List.of(), engine.check());
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(old, LIMIT, () -> now)) {
            assertEquals(1L, (long) read(engine, keyspace -> keyspace.size()));
            assertEquals(List.of(), engine.check());
        }
    }
}
