package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full service is killed while it makes room for what is written over HTTP, again and again.
 *
 * <p>What is missing then was evicted or is lost, and nobody was told which. But eviction takes out no more than is
 * needed: with a store that was full, what is there fills the limit but for the room that the writes under way may have
 * been promised. So whatever was lost besides would have to be small. Under {@code allkeys-lru} what was written of
 * late cannot have been evicted at all, and has to be there. What is there is the last that was written to its key,
 * whole, and the memory that is counted is that of all keys together.
 */
class EvictionKillIT {

    private static final int ROUNDS = Integer.getInteger("larder.kill.rounds", 2);
    private static final int WRITERS = 3;
    private static final int BATCH = 20;
    private static final int KEYS = 4000;
    private static final int LARGEST = 60_000;
    private static final long LIMIT = 8 << 20;

    @TempDir
    Path directory;

    private volatile boolean killed;
    private final List<String> faults = new ArrayList<>();

    /** Bytes that all writers have written. */
    private final AtomicLong writtenByAll = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "allkeys-lru"})
    void whatIsMissingWasEvicted(String policy) throws Exception {
        Random random = new Random();
        Path data = directory.resolve("data");
        List<Writer> writers = new ArrayList<>();
        try (Service service = new Service(data, "LARDER_MEMORY_MAX=" + LIMIT, "LARDER_MEMORY_POLICY=" + policy)) {
            service.start();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(service, i));
            }
            for (int round = 0; round < ROUNDS; round++) {
                killed = false;
                List<Thread> threads = writers.stream().map(Thread::new).toList();
                threads.forEach(Thread::start);
                // What all have written when it is killed for the first time is more than there is room for.
                for (Writer writer : writers) {
                    long enough = writer.written + LIMIT / WRITERS * (round == 0 ? 4 : 1) / 2;
                    while (writer.written < enough && writer.alive) {
                        Thread.sleep(5);
                    }
                }
                Thread.sleep(random.nextInt(300));
                killed = true;
                service.kill();
                for (Thread thread : threads) {
                    thread.join();
                }
                assertEquals(List.of(), faults);
                service.start();
                check(service, writers, policy.equals("allkeys-lru"));
            }
            assertEquals(143, service.stop());
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, LIMIT, Clock.SYSTEM)) {
            assertEquals(List.of(), engine.check());
        }
    }

    private static void check(Service service, List<Writer> writers, boolean lateStays)
            throws IOException, InterruptedException {
        long counted = 0;
        long found = 0;
        for (Writer writer : writers) {
            List<String> keys = new ArrayList<>(writer.last.keySet());
            for (int from = 0; from < keys.size(); from += BATCH) {
                List<String> some = keys.subList(from, Math.min(keys.size(), from + BATCH));
                List<List<String>> asked = new ArrayList<>();
                for (String key : some) {
                    asked.add(List.of("MEMORY", "USAGE", key));
                    asked.add(List.of("GET", key));
                }
                JsonNode answers = service.post(false, asked);
                for (int i = 0; i < some.size(); i++) {
                    JsonNode value = answers.get(2 * i + 1).path("result");
                    if (!value.isNull()) {
                        counted += answers.get(2 * i).path("result").asLong();
                        found++;
                    }
                    writer.check(some.get(i), value, lateStays);
                }
            }
        }
        JsonNode stats = service.call("MEMORY", "STATS").path("result");
        Map<String, Long> told = new HashMap<>();
        for (int i = 0; i < stats.size(); i += 2) {
            told.put(stats.get(i).asText(), stats.get(i + 1).asLong());
        }
        assertEquals(found, told.get("keys.count"));
        assertEquals(counted, told.get("dataset.bytes"));
        assertTrue(counted <= LIMIT, "over the limit: " + counted);
        // Each writer has one command under way, and what was taken out for it may be as large as the largest value.
        assertTrue(counted > LIMIT - (WRITERS + 1) * 2L * LARGEST, "more is gone than had to go: " + counted);
    }

    /** Long enough for MEMORY USAGE to be exact. */
    private static String key(int writer, long n) {
        return "a-key-of-some-length-as-keys-of-sessions-have:" + writer + ':' + new SplittableRandom(n).nextInt(KEYS);
    }

    /** Small ones, some in pages, a few large ones. */
    private static String value(int writer, long n) {
        SplittableRandom random = new SplittableRandom(n * WRITERS + writer);
        int length = random.nextInt(100) == 0
                ? random.nextInt(LARGEST)
                : random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(300);
        return n + ":" + String.valueOf((char) ('a' + n % 26)).repeat(length);
    }

    /** Writes batches of values; what was acknowledged, and what was under way when the service was killed. */
    private final class Writer implements Runnable {
        private final Service service;
        private final int number;
        private final Map<String, Long> last = new LinkedHashMap<>();
        private final Map<String, List<Long>> underWay = new HashMap<>();
        private final Map<String, Long> place = new HashMap<>();
        private long next = 1;
        private volatile long written;
        private volatile boolean alive = true;

        Writer(Service service, int number) {
            this.service = service;
            this.number = number;
        }

        @Override
        public void run() {
            underWay.clear();
            while (!killed) {
                List<List<String>> batch = new ArrayList<>();
                for (long n = next; n < next + BATCH; n++) {
                    batch.add(List.of("SET", key(number, n), value(number, n)));
                    underWay.computeIfAbsent(key(number, n), absent -> new ArrayList<>())
                            .add(n);
                }
                try {
                    long before = writtenByAll.get();
                    acknowledged(batch, service.post(false, batch), before);
                } catch (IOException e) {
                    break;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            // What became of a batch that was under way is known only from what is there.
            underWay.forEach((key, values) -> last.putIfAbsent(key, 0L));
            next += BATCH;
            alive = killed;
        }

        private void acknowledged(List<List<String>> batch, JsonNode answers, long before) {
            for (int i = 0; i < BATCH; i++) {
                if (!answers.get(i).path("result").asText().equals("OK")) {
                    synchronized (faults) {
                        faults.add(answers.get(i).toString());
                    }
                }
                String key = batch.get(i).get(1);
                last.put(key, next + i);
                long bytes = batch.get(i).get(2).length() + key.length();
                written += bytes;
                writtenByAll.addAndGet(bytes);
                place.put(key, before);
            }
            underWay.clear();
            next += BATCH;
        }

        void check(String key, JsonNode value, boolean lateStays) {
            long n = last.get(key);
            List<Long> maybe = underWay.getOrDefault(key, List.of());
            if (value.isNull()) {
                // By what all have written since: one that had to wait may have written long before the others.
                boolean late = n > 0 && writtenByAll.get() - place.getOrDefault(key, 0L) < LIMIT / 4;
                assertTrue(!lateStays || !late || !maybe.isEmpty(), () -> "written of late and not there: " + key);
                return;
            }
            String text = value.asText();
            long by = Long.parseLong(text.substring(0, text.indexOf(':')));
            assertTrue(by == n || maybe.contains(by), () -> key + " has " + by + " and not " + n);
            assertEquals(value(number, by), text);
            last.put(key, by);
        }
    }
}
