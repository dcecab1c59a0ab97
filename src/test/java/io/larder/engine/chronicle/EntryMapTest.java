package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryMapTest {
    private static final long LIVE = 5 << 20;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("entries.map");
    }

    @Test
    void putGetRemove() throws IOException {
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            assertNull(map.get(key(1)));
            assertFalse(map.has(key(1)));
            map.put(key(1), image(1, 100));
            map.put(key(2), new byte[0]);
            map.put(key(1), image(7, 4000));
            assertArrayEquals(image(7, 4000), map.get(key(1)));
            assertArrayEquals(new byte[0], map.get(key(2)));
            assertTrue(map.has(key(2)));
            assertEquals(2, map.size());
            map.remove(key(1));
            map.remove(key(1));
            assertNull(map.get(key(1)));
            assertEquals(1, map.size());
        }
    }

    @Test
    void holdsTheSameAfterReopening() throws IOException {
        Map<Integer, byte[]> model = new HashMap<>();
        long used;
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            churn(map, model, 10_000, 20_000, 0, 1100);
            used = map.usedBytes();
            assertHolds(model, map);
        }
        try (EntryMap map = EntryMap.openClean(file, LIVE)) {
            assertEquals(used, map.usedBytes());
            assertHolds(model, map);
        }
    }

    @Test
    void usedBytesIsTheSumOfCosts() throws IOException {
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            Map<Integer, byte[]> model = new HashMap<>();
            churn(map, model, 2000, 10_000, 50, 4000);
            long costs = model.entrySet().stream()
                    .mapToLong(e -> EntryMap.cost(key(e.getKey()).length, e.getValue().length))
                    .sum();
            assertEquals(costs, map.usedBytes());
        }
    }

    @Test
    void clearLeavesANewMap() throws IOException {
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            Map<Integer, byte[]> model = new HashMap<>();
            churn(map, model, 5000, 10_000, 0, 500);
            map.clear();
            assertEquals(0, map.size());
            assertEquals(0, map.usedBytes());
            assertNull(map.get(key(1)));
            model.clear();
            churn(map, model, 5000, 10_000, 0, 500);
            assertHolds(model, map);
        }
    }

    @Test
    void saysWhichSizeTheFileWasMadeFor() throws IOException {
        EntryMap.create(file, 20 << 20).close();
        var thrown = assertThrows(SizeChangedException.class, () -> EntryMap.openClean(file, 30 << 20));
        try (EntryMap map = EntryMap.openClean(file, thrown.madeFor())) {
            assertEquals(0, map.size());
        }
    }

    @Test
    void toLookAtEmptySegmentsBringsNoneOfTheFileIntoMemory() throws IOException {
        try (EntryMap map = EntryMap.create(file, 16 * LIVE)) {
            map.put(key(1), image(1, 100));
            for (int segment = 0; segment < map.segments(); segment++) {
                map.due(segment, 0);
            }
            assertTrue(map.expiries().complete());
            long slots = 32L << 10;
            assertTrue(inMemory(file) < map.segments() * slots / 4, () -> map.segments() + " segments");
        }
    }

    /** How many bytes of a mapped file are in this process's memory, by Linux's own count. */
    private static long inMemory(Path mapped) throws IOException {
        long bytes = 0;
        boolean here = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                here = line.endsWith(mapped.toString());
            } else if (here && line.startsWith("Rss:")) {
                bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        assertTrue(bytes > 0, "it is mapped");
        return bytes;
    }

    @Test
    void expiriesAreCountedWhileASegmentIsLookedAt() throws Exception {
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            byte[] image = new byte[20];
            image[0] = Item.EXPIRES;
            assertEquals(0, Item.expiryOf(image));
            map.due(0, -1);
            AtomicBoolean stop = new AtomicBoolean();
            Thread looks = new Thread(() -> {
                while (!stop.get()) {
                    map.due(0, -1);
                    LockSupport.parkNanos(1000);
                }
            });
            looks.start();
            int[] keys = IntStream.iterate(0, k -> k + 1)
                    .filter(k -> AccessTable.segment(map.id(key(k))) == 0)
                    .limit(20_000)
                    .toArray();
            for (int i = 0; i < keys.length; i++) {
                map.put(key(keys[i]), image);
                if (i >= 100) {
                    map.remove(key(keys[i - 100]));
                }
            }
            stop.set(true);
            looks.join();
            assertEquals(100, map.expiries().expiring());
        }
    }

    private static void assertHolds(Map<Integer, byte[]> model, EntryMap map) {
        assertEquals(model.size(), map.size());
        model.forEach((k, v) -> assertArrayEquals(v, map.get(key(k))));
        Map<String, byte[]> seen = new HashMap<>();
        for (int segment = 0; segment < map.segments(); segment++) {
            map.forEach(segment, (k, v) -> seen.put(new String(k, UTF_8), v));
        }
        assertEquals(model.size(), seen.size());
        model.forEach((k, v) -> assertArrayEquals(v, seen.get("key:" + k)));
    }

    private static void churn(
            EntryMap map, Map<Integer, byte[]> model, int keys, int rounds, int shortest, int longest) {
        SplittableRandom random = new SplittableRandom(rounds);
        for (int i = 0; i < rounds; i++) {
            int k = random.nextInt(keys);
            if (random.nextInt(5) == 0) {
                map.remove(key(k));
                model.remove(k);
            } else {
                byte[] image = image(i, random.nextInt(shortest, longest + 1));
                map.put(key(k), image);
                model.put(k, image);
            }
        }
    }

    static byte[] key(int k) {
        return ("key:" + k).getBytes(UTF_8);
    }

    static byte[] image(int seed, int length) {
        byte[] image = new byte[length];
        new java.util.Random(seed).nextBytes(image);
        return image;
    }
}
