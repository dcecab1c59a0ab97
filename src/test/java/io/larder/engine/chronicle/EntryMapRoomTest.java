package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As long as a map holds no more than its bound, no put fails: whatever the sizes, and however often they change. */
class EntryMapRoomTest {
    private static final long LIVE = 12 << 20;

    @TempDir
    Path directory;

    @Test
    void mixedSizes() throws IOException {
        churnAtTheBound(50, 1100, 400_000);
    }

    @Test
    void smallestSizes() throws IOException {
        churnAtTheBound(0, 12, 500_000);
    }

    @Test
    void greatSizes() throws IOException {
        churnAtTheBound(3000, 4060, 100_000);
    }

    @Test
    void sizesThatGrowFromSmallToGreat() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (EntryMap map = EntryMap.create(directory.resolve("growing.map"), LIVE)) {
            long fileSize = Files.size(directory.resolve("growing.map"));
            int[] spans = {0, 100, 300, 700, 1100, 2000, 4000};
            for (int i = 1; i < spans.length; i++) {
                churn(map, random, spans[i - 1], spans[i], 50_000);
            }
            assertEquals(fileSize, Files.size(directory.resolve("growing.map")));
        }
    }

    @Test
    void allOfTheFileIsReserved() throws IOException {
        Path file = directory.resolve("reserved.map");
        EntryMap.create(file, LIVE).close();
        long reserved = reserved(file);
        assertTrue(reserved >= Files.size(file), reserved + " of " + Files.size(file));
        assertTrue(MapGeometry.of(LIVE).fileBytes() >= Files.size(file));
        assertTrue(MapGeometry.of(LIVE).fileBytes() < Files.size(file) * 1.05);
    }

    /** How many bytes the disk keeps for a file. */
    static long reserved(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
        String[] blocks =
                new String(stat.getInputStream().readAllBytes()).trim().split(" ");
        return Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]);
    }

    @Test
    void refusesToMakeMoreThanTheDiskHolds() {
        Path file = directory.resolve("huge.map");
        var thrown = assertThrows(IOException.class, () -> EntryMap.create(file, 300L << 30));
        assertTrue(thrown.getMessage().contains("bytes on the disk"), thrown.getMessage());
        assertFalse(Files.exists(file));
    }

    private void churnAtTheBound(int shortest, int longest, int rounds) throws IOException {
        Path file = directory.resolve("churned.map");
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            long fileSize = Files.size(file);
            List<Integer> lengths = churn(map, new SplittableRandom(longest), shortest, longest, rounds);
            for (int i = 0; i < lengths.size(); i++) {
                assertArrayEquals(image(i, lengths.get(i)), map.get(key(i)));
            }
            assertEquals(fileSize, Files.size(file));
        }
    }

    // Keys are put until the bound; from then on each put is of another length, and the newest keys make room for it.
    private static List<Integer> churn(EntryMap map, SplittableRandom random, int shortest, int longest, int rounds) {
        List<Integer> lengths = new ArrayList<>();
        map.clear();
        for (int i = 0; map.usedBytes() + EntryMap.cost(8, longest) <= LIVE; i++) {
            lengths.add(random.nextInt(shortest, longest + 1));
            map.put(key(i), image(i, lengths.get(i)));
        }
        for (int round = 0; round < rounds; round++) {
            int chosen = random.nextInt(lengths.size());
            int length = random.nextInt(shortest, longest + 1);
            while (map.usedBytes() + EntryMap.cost(8, length) > LIVE && lengths.size() > chosen + 1) {
                map.remove(key(lengths.size() - 1));
                lengths.remove(lengths.size() - 1);
            }
            map.put(key(chosen), image(chosen, length));
            lengths.set(chosen, length);
            if (map.usedBytes() + EntryMap.cost(8, longest) <= LIVE) {
                lengths.add(length);
                map.put(key(lengths.size() - 1), image(lengths.size() - 1, length));
            }
        }
        return lengths;
    }

    private static byte[] key(int k) {
        return ByteBuffer.allocate(8).putLong(k * 0x9E3779B97F4A7C15L).array();
    }

    private static byte[] image(int seed, int length) {
        byte[] image = new byte[length];
        for (int i = 0; i < length; i++) {
            image[i] = (byte) (seed * 31 + i + length);
        }
        return image;
    }
}
