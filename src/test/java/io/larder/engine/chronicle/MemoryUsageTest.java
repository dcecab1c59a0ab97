package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Reply;
import io.larder.keyspace.EvictionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the memory that keys take, and of their use, is what is there. */
class MemoryUsageTest {

    @TempDir
    private Path directory;

    private EmbeddedEngine engine;
    private StoreClient client;
    private volatile long now = 1_000_000;

    @BeforeEach
    void open() throws IOException {
        client = new StoreClient(directory, 64 << 20, () -> now);
        engine = client.engine();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    private Reply send(Object... words) {
        return client.send(words);
    }

    private long whole(Object... words) {
        return ((Reply.Whole) send(words)).value();
    }

    @Test
    void theUsageOfAllKeysIsTheMemoryInUse() {
        Random random = new Random(7);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // Short keys of large values are counted as if they were longer, see MapGeometry.MIN_COST.
            String key = "a:key:that:is:long:enough:to:be:counted:as:it:is:" + i;
            keys.add(key);
            // Up to 300 KB: inside the entry, in pages, and with two levels of pages.
            int length = (int) Math.pow(10, 1 + random.nextDouble() * 4.4);
            switch (i % 6) {
                case 0 -> send("SET", key, new byte[length]);
                case 1 -> send("SET", key, new byte[length], "EX", 1000);
                case 2 -> many(length / 20, n -> send("SADD", key, "member " + n));
                case 3 -> many(length / 50, n -> send("ZADD", key, n, "member " + n));
                case 4 -> many(length / 5000 + 1, n -> send("RPUSH", key, new byte[random.nextInt(10_000)]));
                default -> many(length / 50, n -> send("HSET", key, "field " + n, "value"));
            }
            if (i % 3 == 0) {
                send("SETRANGE", key + ":holes", 100_000 + i, "end");
                keys.add(key + ":holes");
            }
        }
        long sum = keys.stream()
                .mapToLong(key -> send("MEMORY", "USAGE", key) instanceof Reply.Whole n ? n.value() : 0)
                .sum();
        assertEquals(engine.usedBytes(), sum);
        assertEquals(engine.usedBytes(), engine.footprint().data());
        assertEquals(List.of(), engine.check());
    }

    private static void many(int times, java.util.function.IntConsumer action) {
        for (int i = 0; i < Math.max(1, times); i++) {
            action.accept(i);
        }
    }

    @Test
    void whatIsAskedAboutIsNotUsedByThat() {
        engine.evictionPolicy(EvictionPolicy.ADAPTIVE);
        send("SET", "a", "1");
        send("SET", "b", "2");
        pass(20);
        send("GET", "b");
        for (int i = 0; i < 5; i++) {
            send("OBJECT", "FREQ", "a");
            send("OBJECT", "ENCODING", "a");
            send("MEMORY", "USAGE", "a");
            pass(2);
        }
        long idle = whole("OBJECT", "IDLETIME", "a");
        assertTrue(idle >= 27 && idle <= 30, "idle for " + idle + " s");
        idle = whole("OBJECT", "IDLETIME", "b");
        assertTrue(idle >= 8 && idle <= 10, "idle for " + idle + " s");
        assertEquals(1, whole("OBJECT", "FREQ", "a"));
        assertEquals(2, whole("OBJECT", "FREQ", "b"));
    }

    @Test
    void whatWasNotUsedForLongIsSaidToBeSo() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        send("SET", "old", "1");
        send("SET", "other", "1");
        // Two days in which something is used every 10 seconds.
        for (int i = 0; i < 2 * 8640; i++) {
            pass(10);
            send("GET", "other");
        }
        long idle = whole("OBJECT", "IDLETIME", "old");
        assertTrue(idle > 86_400 && idle <= 172_800, "idle for " + idle + " s");
        assertTrue(whole("OBJECT", "IDLETIME", "other") <= 10);
    }

    /** Seconds go by, and the store hears of them. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += 1000;
            engine.store().evictor().pass();
        }
    }
}
