package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process again and again, and proves after each repair that only what was in flight is touched. */
class EntryMapKillTest {
    private static final Random RANDOM = new Random();

    @TempDir
    Path directory;

    /** Image of each key that the map must hold. */
    private final Map<String, byte[]> model = new HashMap<>();

    private long slowestRepair;
    private long mostExtraTiers;
    private long live;
    private int keys;

    @Test
    void keepsAllButWhatWasInFlight() throws Exception {
        live = 32 << 20;
        keys = 12_000;
        rounds(20, 1100);
    }

    @Test
    void keepsAllInExtraTiersToo() throws Exception {
        live = 5 << 20;
        keys = 5_500;
        rounds(12, 1300);
        assertTrue(mostExtraTiers > 0, "the pool was not needed");
    }

    private void rounds(int rounds, int longest) throws Exception {
        Path file = directory.resolve("entries.map");
        EntryMap.create(file, live).close();
        for (int round = 0; round < rounds; round++) {
            long seed = RANDOM.nextLong() >>> 4;
            Path journal = directory.resolve("journal" + round);
            runAndKill(file, journal, seed, longest);
            long before = System.nanoTime();
            try (EntryMap map = EntryMap.repair(file, live)) {
                slowestRepair = Math.max(slowestRepair, System.nanoTime() - before);
                mostExtraTiers = Math.max(mostExtraTiers, map.extraTiers());
                settle(map, KillVictim.journal(journal), seed, longest);
                assertHoldsModel(map, "round " + round + ", seed " + seed);
            }
        }
        assertRoomComesBack(file);
        System.getLogger(getClass().getName())
                .log(System.Logger.Level.INFO, "slowest repair: {0} ms", slowestRepair / 1_000_000);
    }

    private void runAndKill(Path file, Path journal, long seed, int longest) throws Exception {
        try (Victim victim = new Victim(
                directory, "-XX:TieredStopAtLevel=1", KillVictim.class, file, live, journal, seed, keys, longest)) {
            victim.awaitLine("writing");
            // Not after a time: on a busy machine little would have happened.
            long enough = RANDOM.nextLong(5_000, 40_000);
            MappedByteBuffer progress = KillVictim.journal(journal);
            victim.await(() -> finished(progress) >= enough);
            victim.close();
            assertTrue(victim.errors().lines().noneMatch(line -> line.contains("Exception")), victim::errors);
        }
    }

    private static long finished(MappedByteBuffer journal) {
        return IntStream.range(0, KillVictim.WRITERS)
                .mapToLong(writer -> KillVictim.finished(journal, writer))
                .sum();
    }

    /** Brings the model to what the writers did, checks each key in flight, and writes it anew. */
    private void settle(EntryMap map, MappedByteBuffer journal, long seed, int longest) {
        for (int writer = 0; writer < KillVictim.WRITERS; writer++) {
            var operations = new KillVictim.Operations(seed, writer, keys, longest);
            long finished = KillVictim.finished(journal, writer);
            for (long n = 1; n <= finished; n++) {
                operations.next();
                set(operations);
            }
            if (KillVictim.begun(journal, writer) > finished) {
                operations.next();
                byte[] found = map.get(operations.key.getBytes(UTF_8));
                byte[] old = model.get(operations.key);
                assertTrue(found == null
                        || Arrays.equals(found, old)
                        || operations.imageLength >= 0 && Arrays.equals(found, operations.image()));
                operations.apply(map);
                set(operations);
            }
        }
    }

    private void set(KillVictim.Operations operations) {
        if (operations.imageLength < 0) {
            model.remove(operations.key);
        } else {
            model.put(operations.key, operations.image());
        }
    }

    private void assertHoldsModel(EntryMap map, String round) {
        assertEquals(model.size(), map.size(), round);
        long costs = 0;
        for (Map.Entry<String, byte[]> entry : model.entrySet()) {
            byte[] key = entry.getKey().getBytes(UTF_8);
            assertArrayEquals(entry.getValue(), map.get(key), () -> round + ", " + entry.getKey());
            costs += EntryMap.cost(key.length, entry.getValue().length);
        }
        // Used bytes were counted from the chunks' own bits: equal, so none leaked.
        assertEquals(costs, map.usedBytes(), round);
        Map<String, byte[]> seen = new HashMap<>();
        for (int segment = 0; segment < map.segments(); segment++) {
            map.forEach(segment, (key, image) -> assertNull(seen.put(new String(key, UTF_8), image)));
        }
        assertEquals(model.keySet(), seen.keySet(), round);
    }

    private void assertRoomComesBack(Path file) throws IOException {
        try (EntryMap map = EntryMap.openClean(file, live)) {
            model.keySet().forEach(key -> map.remove(key.getBytes(UTF_8)));
        }
        try (EntryMap map = EntryMap.openClean(file, live)) {
            assertEquals(0, map.size());
            assertEquals(0, map.usedBytes());
        }
    }
}
