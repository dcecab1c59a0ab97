package io.larder.leaderboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.larder.engine.chronicle.EmbeddedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seasons end, by the clock and by hand, while many submit: every score is in the season that its answer names. */
class SeasonRaceTest {

    private static final int THREADS = 4;
    private static final int SUBMITS = 4000;
    private static final long HOUR = 3_600_000;

    @TempDir
    Path directory;

    @Test
    void noScoreIsLost() throws IOException, InterruptedException {
        AtomicLong now = new AtomicLong(1_700_000_000_000L);
        Files.createDirectories(directory);
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory.resolve("data"), 64L << 20, now::get)) {
            BoardClient client = new BoardClient(engine);
            String definition = "{\"keep\":\"sum\",\"submits_per_s\":0,\"season\":{\"every\":\"hour\",\"keep\":1000}}";
            client.call("LEADERBOARD", "DEFINE", "b", definition.replace("}}", "},\"feeds\":[\"all\"]}"));
            client.call("LEADERBOARD", "DEFINE", "all", "{\"keep\":\"sum\",\"submits_per_s\":0}");
            Map<String, AtomicLong> submitted = new ConcurrentHashMap<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String id = "m" + i;
                threads.add(new Thread(() -> {
                    for (int j = 0; j < SUBMITS; j++) {
                        String season = (String)
                                client.map("LEADERBOARD", "SUBMIT", "b", id, 1).get("season");
                        submitted
                                .computeIfAbsent(season, one -> new AtomicLong())
                                .incrementAndGet();
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (int i = 0; threads.stream().anyMatch(Thread::isAlive) && i < 300; i++) {
                Thread.sleep(3);
                now.addAndGet(i % 3 == 0 ? HOUR : 1);
                if (i % 3 == 1) {
                    client.call("LEADERBOARD", "RESET", "b");
                }
                client.entries("LEADERBOARD", "TOP", "b");
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Map<String, Long> found = new HashMap<>();
            for (Object season : (List<?>) client.call("LEADERBOARD", "SEASONS", "b")) {
                String name = (String) ((Map<?, ?>) season).get("season");
                long sum = sum(client.entries("LEADERBOARD", "TOP", "b", "SEASON", name));
                if (sum > 0) {
                    found.put(name, sum);
                }
            }
            Map<String, Long> expected = new HashMap<>();
            submitted.forEach((season, count) -> expected.put(season, count.get()));
            assertEquals(expected, found);
            assertEquals((long) THREADS * SUBMITS, sum(client.entries("LEADERBOARD", "TOP", "all")));
            assertEquals(List.of(), engine.check());
        }
    }

    private static long sum(List<String> lines) {
        return lines.stream()
                .mapToLong(line -> Long.parseLong(line.split(" ")[3]))
                .sum();
    }
}
