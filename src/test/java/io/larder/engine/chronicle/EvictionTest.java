package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Reply;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.EventListener;
import io.larder.keyspace.EvictionPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that is full makes room: enough, not more, and of the right keys. */
class EvictionTest {

    private static final long LIMIT = 256 << 10;
    private static final String SMALL = "v".repeat(100);

    @TempDir
    Path directory;

    private StoreClient client;
    private EmbeddedEngine engine;

    @BeforeEach
    void open() throws IOException {
        open(directory, Clock.SYSTEM);
    }

    private void open(Path there, Clock clock) throws IOException {
        client = new StoreClient(there, LIMIT, clock);
        engine = client.engine();
    }

    @AfterEach
    void close() throws IOException {
        client.mustBeWithin(LIMIT);
        client.close();
    }

    private Reply send(String... words) {
        return client.send((Object[]) words);
    }

    private static String failure(Reply reply) {
        return assertInstanceOf(Reply.Failure.class, reply).message();
    }

    private boolean has(String key) {
        return client.has(key);
    }

    private long evicted() {
        return engine.usage().evicted();
    }

    private void fill(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(Reply.OK, send("SET", prefix + i, SMALL));
        }
    }

    @Test
    void withoutAPolicyTheRestIsRefused() {
        engine.evictionPolicy(EvictionPolicy.NOEVICTION);
        int stored = 0;
        while (send("SET", "k" + stored, SMALL) == Reply.OK) {
            stored++;
        }
        assertTrue(stored > 1500, "only " + stored);
        assertTrue(has("k0"));
        assertEquals("OOM command not allowed when used memory > 'maxmemory'.", failure(send("SET", "more", SMALL)));
        assertEquals(Reply.ONE, send("DEL", "k0"));
        assertEquals(Reply.OK, send("SET", "more", SMALL));
        assertEquals(0, evicted());
    }

    @ParameterizedTest
    @EnumSource(value = EvictionPolicy.class, mode = EnumSource.Mode.MATCH_ALL, names = "(?!VOLATILE|NOEV).*")
    void itIsFullAndNeverFuller(EvictionPolicy policy) {
        engine.evictionPolicy(policy);
        for (int i = 0; i < 5000; i++) {
            assertEquals(Reply.OK, send("SET", "k" + i, SMALL));
            assertTrue(engine.usedBytes() <= LIMIT, "over the limit: " + engine.usedBytes());
        }
        assertTrue(engine.usedBytes() > LIMIT - 600, "not full: " + engine.usedBytes());
        assertEquals(5000, evicted() + engine.usage().keys());
    }

    @ParameterizedTest
    @EnumSource(
            value = EvictionPolicy.class,
            names = {"ALLKEYS_LRU", "ALLKEYS_LFU", "ADAPTIVE"})
    void whatIsUsedStays(EvictionPolicy policy) {
        engine.evictionPolicy(policy);
        fill("used", 200);
        for (int i = 0; i < 10_000; i++) {
            send("SET", "new" + i, SMALL);
            send("GET", "used" + i % 200);
        }
        int left = 0;
        for (int i = 0; i < 200; i++) {
            left += has("used" + i) ? 1 : 0;
        }
        assertTrue(left > 190, "of 200 keys in use there are " + left);
    }

    @ParameterizedTest
    @EnumSource(value = EvictionPolicy.class, mode = EnumSource.Mode.MATCH_ALL, names = "VOLATILE.*")
    void onlyWhatExpiresGoes(EvictionPolicy policy) {
        engine.evictionPolicy(policy);
        fill("stays", 1000);
        for (int i = 0; i < 3000; i++) {
            assertEquals(Reply.OK, send("SET", "goes" + i, SMALL, "EX", Integer.toString(5000 - i)));
        }
        for (int i = 0; i < 1000; i++) {
            assertTrue(has("stays" + i));
        }
        assertTrue(evicted() > 2000);
        if (policy == EvictionPolicy.VOLATILE_TTL) {
            int first = left("goes", 2000, 3000);
            int last = left("goes", 0, 1000);
            assertTrue(first * 2 < last, first + " of the first to expire are left, and " + last + " of the last");
        }
        int more = 0;
        while (send("SET", "fills" + more, SMALL) == Reply.OK) {
            more++;
        }
        assertEquals(0, left("goes", 0, 3000), "keys that expire are left, and one that does not was refused");
        assertEquals("OOM command not allowed when used memory > 'maxmemory'.", failure(send("SET", "more", SMALL)));
    }

    private int left(String prefix, int from, int to) {
        int left = 0;
        for (int i = from; i < to; i++) {
            left += has(prefix + i) ? 1 : 0;
        }
        return left;
    }

    @ParameterizedTest
    @EnumSource(value = EvictionPolicy.class, mode = EnumSource.Mode.MATCH_ALL, names = "(?!NOEV).*")
    void whatHasExpiredGoesFirst(EvictionPolicy policy) throws Exception {
        client.close();
        AtomicLong time = new AtomicLong(1_000_000);
        open(directory.resolve("timed"), time::get);
        engine.evictionPolicy(policy);
        // All have an expiry, as some policies take no others; that of every other key is near.
        int count = 0;
        while (engine.usedBytes() < LIMIT - 1000) {
            assertEquals(Reply.OK, send("SET", "k" + count, SMALL, "EX", count % 2 == 0 ? "10" : "100000"));
            count++;
        }
        // Those that are going to expire are the most used.
        for (int i = 0; i < 3 * count; i++) {
            send("GET", "k" + i * 2 % count / 2 * 2);
        }
        assertEquals(0, evicted());
        time.addAndGet(11_000);
        int more = count / 4;
        for (int i = 0; i < more; i++) {
            assertEquals(Reply.OK, send("SET", "new" + i, SMALL, "EX", "100000"));
        }
        // The sweeper may have been in some segments, and a sample that falls there finds none.
        assertTrue(evicted() * 4 < more, "live keys went, though hundreds had expired: " + evicted() + " of " + more);
        assertTrue(
                engine.usage().expired() > more / 2,
                "expired: " + engine.usage().expired());
    }

    @Test
    void aLargeValueTakesWhatItNeeds() {
        engine.evictionPolicy(EvictionPolicy.ADAPTIVE);
        fill("k", 3000);
        long before = evicted();
        assertEquals(Reply.OK, send("SET", "large", "x".repeat(100_000)));
        assertTrue(has("large"));
        long gone = evicted() - before;
        assertTrue(gone > 650 && gone < 850, "100 KB need about 700 keys of 145 bytes: " + gone);
        assertEquals(new Reply.Whole(100_000), send("STRLEN", "large"));
        // In the place of the old there is room for the new.
        before = evicted();
        assertEquals(Reply.OK, send("SET", "large", "y".repeat(100_000)));
        assertTrue(evicted() - before < 850, "gone for the second: " + (evicted() - before));
    }

    @Test
    void whatCanNeverFitTakesNothing() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        fill("k", 3000);
        long before = evicted();
        long keys = engine.usage().keys();
        String refusal = failure(send("SET", "large", "x".repeat((int) LIMIT + 1)));
        assertTrue(refusal.matches("OOM command needs \\d+ bytes, and larder.memory.max is 262144 bytes"), refusal);
        assertEquals(
                "OOM",
                failure(send("SETRANGE", "k" + 2999, "100000000", "x".repeat(300_000)))
                        .substring(0, 3));
        assertEquals(before, evicted());
        assertEquals(keys, engine.usage().keys());
    }

    @Test
    void aCommandsOwnKeysStay() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_RANDOM);
        fill("k", 3000);
        for (int i = 1; i <= 50; i++) {
            // It may go for another, never for itself: a list that went would have one element.
            assertEquals(new Reply.Whole(i), send("RPUSH", "own", "x".repeat(1_500)));
        }
        assertTrue(evicted() > 2000, "evicted: " + evicted());
    }

    @ParameterizedTest
    @EnumSource(value = EvictionPolicy.class, mode = EnumSource.Mode.MATCH_ALL, names = "VOLATILE.*")
    void ofTwoThatMayGoTheOtherGoes(EvictionPolicy policy) {
        engine.evictionPolicy(policy);
        for (int i = 0; i < 300; i++) {
            assertEquals(Reply.OK, send("SET", "own" + i, SMALL, "EX", "100000"));
            assertEquals(Reply.OK, send("SET", "other" + i, SMALL, "EX", "200000"));
            for (int n = 0; LIMIT - engine.usedBytes() > 500; n++) {
                assertEquals(Reply.OK, send("SET", "stays" + i + ":" + n, SMALL));
            }
            assertEquals(i, evicted());
            String[] words = {"SET", "own" + i, "", "EX", "300000"};
            long besides = Room.guess(StoreClient.bytes((Object[]) words));
            words[2] = "v".repeat((int) (LIMIT - engine.usedBytes() - besides + 50));
            assertEquals(Reply.OK, send(words));
            assertTrue(has("own" + i));
            assertFalse(has("other" + i), "it was to make room");
            assertEquals(i + 1, evicted());
            send("DEL", "own" + i, "stays" + i + ":0", "stays" + i + ":1", "stays" + i + ":2", "stays" + i + ":3");
            for (int n = 0; n < 4; n++) {
                send("DEL", "stays0:" + (4 * i + n));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = EvictionPolicy.class, mode = EnumSource.Mode.MATCH_ALL, names = "(?!NOEV).*")
    void manyKeysOfOneCommandMakeRoomAndStay(EvictionPolicy policy) {
        engine.evictionPolicy(policy);
        for (int i = 0; i < 1700; i++) {
            assertEquals(Reply.OK, send("SET", "k" + i, SMALL, "EX", "100000"));
        }
        setAll(1200, SMALL);
        long before = evicted();
        assertTrue(before > 800, "evicted: " + before);
        if (!policy.onlyExpiring()) {
            // They stay where most of the others are theirs as well.
            setAll(600, "v".repeat(150));
            assertTrue(evicted() > before, "nothing had to go");
        }
    }

    private void setAll(int count, String value) {
        String[] words = new String[1 + 2 * count];
        words[0] = "MSET";
        for (int i = 0; i < count; i++) {
            words[1 + 2 * i] = "all" + i;
            words[2 + 2 * i] = value;
        }
        assertEquals(Reply.OK, send(words));
        assertEquals(count, left("all", 0, count));
    }

    @Test
    void whatMayReadAnyKeyMakesRoomAsWell() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        fill("k", 3000);
        for (int i = 0; i < 300; i++) {
            assertEquals(new Reply.Whole(i + 1), send("RPUSH", "list", "element" + i));
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(new Reply.Whole(300), send("SORT", "list", "ALPHA", "STORE", "sorted" + i));
        }
    }

    @Test
    void evictionsAreTold() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        List<String> changed = Collections.synchronizedList(new ArrayList<>());
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        engine.listen(new ChangeListener() {
            @Override
            public void changed(byte[] key) {
                changed.add(new String(key, StandardCharsets.UTF_8));
            }

            @Override
            public void cleared() {}
        });
        engine.listen((EventListener) (kind, name, key) -> {
            if (kind == EventClass.EVICTED) {
                assertEquals("evicted", name);
                events.add(new String(key, StandardCharsets.UTF_8));
            }
        });
        fill("k", 2500);
        assertEquals(evicted(), events.size());
        assertTrue(events.size() > 500);
        Set<String> gone = new HashSet<>(events);
        assertTrue(gone.contains("k0") || gone.contains("k1"), "the first are the oldest");
        assertEquals(2500 + events.size(), changed.size());
    }

    @Test
    void aCommandThatFindsOutLateWhatItNeedsStartsOver() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        assertEquals(Reply.OK, send("SET", "from", "x".repeat(60_000)));
        fill("k", 3000);
        assertEquals(Reply.OK, send("SET", "from", "x".repeat(60_000)));
        // Nothing in its words says how much this takes.
        assertEquals(Reply.ONE, send("COPY", "from", "to"));
        assertEquals(new Reply.Whole(60_000), send("STRLEN", "to"));
        assertEquals(new Reply.Whole(60_000), send("STRLEN", "from"));
    }

    @Test
    void thePolicyCanBeChangedAtAnyTime() {
        Random random = new Random(1);
        for (int i = 0; i < 6000; i++) {
            if (i % 300 == 0) {
                EvictionPolicy[] all = EvictionPolicy.values();
                engine.evictionPolicy(all[random.nextInt(all.length)]);
            }
            Reply reply = random.nextInt(3) == 0
                    ? send("GET", "k" + random.nextInt(3000))
                    : send("SET", "k" + random.nextInt(3000), SMALL, "EX", "1000");
            assertFalse(
                    reply instanceof Reply.Failure && engine.evictionPolicy() != EvictionPolicy.NOEVICTION,
                    () -> engine.evictionPolicy() + " " + reply);
            if (i == 4000) {
                send("FLUSHALL");
            }
        }
        assertNotNull(engine.evictionPolicy());
    }

    @Test
    void manyWritersTakeNoMoreThanTheyNeed() throws Exception {
        engine.evictionPolicy(EvictionPolicy.ADAPTIVE);
        StoreClient.inParallel(4, thread -> {
            for (int i = 0; i < 3000; i++) {
                assertEquals(Reply.OK, send("SET", "t" + thread + ":" + i, SMALL));
                assertTrue(engine.usedBytes() <= LIMIT + 1000, "over the limit");
            }
        });
        assertEquals(12_000, evicted() + engine.usage().keys());
        assertTrue(engine.usedBytes() > LIMIT - 2000, "too much was taken: " + engine.usedBytes());
    }

    /**
     * It may have been the one to go when another writer chose it, and has to wait for its lock. No writer is ahead of
     * another by more than a few keys: what one wrote last would be the oldest of all if the others filled the store
     * meanwhile. Some keys share their age with another, and one that goes in the middle of that takes it along: that
     * is rare, and those that go for want of this care are many.
     */
    @Test
    void whatWasWrittenSinceItWasChosenStays() throws Exception {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        Phaser together = new Phaser(3);
        AtomicInteger lost = new AtomicInteger();
        StoreClient.inParallel(3, thread -> {
            Random random = new Random(thread);
            List<String> latest = new ArrayList<>();
            try {
                for (int i = 0; i < 12_000; i++) {
                    if (i % 20 == 0) {
                        together.arriveAndAwaitAdvance();
                    }
                    lost.addAndGet(writeAndLook(thread + ":" + random.nextInt(1000), latest));
                }
            } finally {
                together.arriveAndDeregister();
            }
        });
        assertTrue(lost.get() <= 3, () -> lost + " of 36,000 writes were lost at once");
    }

    /** How many of the latest are no longer there, which are then forgotten. */
    private int writeAndLook(String key, List<String> latest) {
        assertEquals(Reply.OK, send("SET", key, SMALL));
        latest.remove(key);
        latest.add(key);
        if (latest.size() > 4) {
            latest.remove(0);
        }
        int before = latest.size();
        latest.removeIf(one -> !has(one));
        return before - latest.size();
    }
}
