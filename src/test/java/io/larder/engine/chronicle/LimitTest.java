package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.EvictionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit is not exceeded, and nobody is refused, nor takes anything out, who needs no room. */
class LimitTest {

    private static final long LIMIT = 512 << 10;
    private static final String SMALL = "v".repeat(100);
    private static final Reply FULL = new Reply.Failure("OOM command not allowed when used memory > 'maxmemory'.");

    @TempDir
    private Path directory;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private StoreClient client;
    private EmbeddedEngine engine;

    @BeforeEach
    void open() throws IOException {
        client = new StoreClient(directory, LIMIT, now::get);
        engine = client.engine();
    }

    @AfterEach
    void close() throws IOException {
        client.mustBeWithin(LIMIT);
        client.close();
    }

    /** Until nothing of this size has room any more, or something had to go. */
    private int fill() {
        int count = 0;
        while (engine.usage().evicted() == 0 && client.send("SET", "fills" + count, SMALL) == Reply.OK) {
            count++;
        }
        return count;
    }

    @Test
    void whatIsWrittenInThePlaceOfHolesNeedsRoom() {
        engine.evictionPolicy(EvictionPolicy.NOEVICTION);
        // Holes take no pages, and what comes out of BITOP has none.
        assertEquals(Reply.ZERO, client.send("SETBIT", "a", 8 * 200_000, 1));
        assertEquals(Reply.ZERO, client.send("SETBIT", "b", 8 * 200_000, 1));
        assertTrue(engine.usedBytes() < 20_000, "used: " + engine.usedBytes());
        int count = fill();
        assertTrue(count > 2500, "only " + count);
        assertEquals(FULL, client.send("BITOP", "OR", "b", "a"));
        assertEquals(Reply.ONE, client.send("BITCOUNT", "b"));
        assertTrue(engine.usedBytes() <= LIMIT, "over the limit: " + engine.usedBytes());
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        assertEquals(new Reply.Whole(200_001), client.send("BITOP", "OR", "b", "a"));
        assertTrue(engine.usage().evicted() > 1000, "evicted: " + engine.usage().evicted());
    }

    @Test
    void whoNeedsNoRoomIsNotRefusedThoughNobodyCanGo() {
        engine.evictionPolicy(EvictionPolicy.VOLATILE_LRU);
        assertEquals(Reply.OK, client.send("SET", "counter", 5));
        assertEquals(Reply.OK, client.send("SET", "lock", "mine"));
        assertEquals(Reply.OK, client.send("SET", "large", "x".repeat(10_000)));
        fill();
        assertEquals(new Reply.Whole(6), client.send("INCR", "counter"));
        assertEquals(Reply.NIL, client.send("SET", "lock", "yours", "NX"));
        assertEquals(Reply.OK, client.send("SET", "large", "y".repeat(10_000)));
        assertEquals(FULL, client.send("SET", "large", "y".repeat(20_000)));
        assertEquals(new Reply.Whole(10_000), client.send("STRLEN", "large"));
        assertEquals(0, engine.usage().evicted());
    }

    @Test
    void aLargeValueInThePlaceOfOneAsLargeTakesNothingOut() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        String large = "x".repeat((int) (LIMIT * 3 / 5));
        assertEquals(Reply.OK, client.send("SET", "large", large));
        int count = fill();
        long before = engine.usage().evicted();
        for (int i = 0; i < 10; i++) {
            assertEquals(Reply.OK, client.send("SET", "large", large));
        }
        long gone = engine.usage().evicted() - before;
        assertTrue(gone < count / 20, gone + " of " + count + " had to go");
    }

    @Test
    void whatOnlyAddsAnExpiryMakesRoomWhereItMay() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_RANDOM);
        for (int i = 0; i < 5000; i++) {
            assertEquals(Reply.OK, client.send("SET", "key:" + (10_000_000 + i), SMALL));
        }
        for (int i = 0; i < 5000; i++) {
            Reply reply = client.send("EXPIRE", "key:" + (10_000_000 + i), 1000);
            assertFalse(reply instanceof Reply.Failure, () -> "refused: " + reply);
        }
        assertEquals(Reply.OK, client.send("SET", "last", SMALL));
    }

    /** With 64 pages or fewer they are freed at once, with more they are left to the sweeper. */
    @ParameterizedTest
    @ValueSource(ints = {60_000, 100_000})
    void thoseWhoWriteAtOnceInPlacesOfTheirOwnDoNotRefuseOneAnother(int length) throws Exception {
        engine.evictionPolicy(EvictionPolicy.NOEVICTION);
        String large = "x".repeat(length);
        assertEquals(Reply.OK, client.send("SET", "counter", 0));
        for (int i = 0; i < 4; i++) {
            assertEquals(Reply.OK, client.send("SET", "large" + i, large));
        }
        fill();
        StoreClient.inParallel(5, thread -> {
            for (int i = 0; i < 2000; i++) {
                if (thread == 4) {
                    assertInstanceOf(Reply.Whole.class, client.send("INCR", "counter"));
                } else {
                    assertEquals(Reply.OK, client.send("SET", "large" + thread, large));
                }
            }
        });
    }

    /** Half of the store stays for good, and any other two of these do not fit. */
    @Test
    void whoHasNoRoomOnlyAsLongAsOthersStoreWaits() throws Exception {
        engine.evictionPolicy(EvictionPolicy.VOLATILE_LRU);
        String large = "x".repeat((int) (LIMIT * 3 / 10));
        assertEquals(Reply.OK, client.send("SET", "half", "x".repeat((int) (LIMIT / 2))));
        StoreClient.inParallel(4, thread -> {
            for (int i = 0; i < 300; i++) {
                String key = "thread" + thread;
                assertEquals(Reply.OK, client.send("SET", key, thread == 0 ? large : SMALL));
                client.send("DEL", key);
            }
        });
    }

    @Test
    void largeOnesThatDoNotFitTogetherComeOneAfterTheOther() throws Exception {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        String large = "x".repeat((int) (LIMIT * 2 / 5));
        fill();
        StoreClient.inParallel(4, thread -> {
            for (int i = 0; i < 50; i++) {
                assertEquals(Reply.OK, client.send("SET", "large" + thread, large));
            }
        });
    }

    @Test
    void repliesOfATransactionThatStartsOverCountOnce() {
        engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
        fill();
        assertEquals(Reply.OK, client.send("SET", "large", "x".repeat(100_000)));
        assertTrue(engine.usedBytes() > LIMIT - 50_000, "there is room for a copy: " + engine.usedBytes());
        AtomicLong kept = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Session session = StoreClient.session();
        session.boundReplies(bytes -> most.accumulateAndGet(kept.addAndGet(bytes), Math::max));
        List<Reply> replies = client.transaction(
                session, List.of(new Object[] {"GET", "large"}, new Object[] {"COPY", "large", "copy"}));
        assertEquals(Reply.ONE, replies.get(1));
        assertInstanceOf(Reply.Bytes.class, replies.get(0));
        assertTrue(kept.get() >= 100_000 && most.get() < 150_000, kept + " are kept, and it were " + most);
    }

    @Test
    void whatHasExpiredCountsWhereItIsWrittenOver() {
        for (int i = 0; i < 4; i++) {
            client.send("SET", "k" + i, "v", "PX", 100);
        }
        assertEquals(Reply.OK, client.send("SET", "source", "v"));
        now.addAndGet(200);
        assertEquals(Reply.OK, client.send("SET", "k0", "w"));
        assertEquals(Reply.ZERO, client.send("DEL", "k1"));
        assertEquals(Reply.ONE, client.send("COPY", "source", "k2"));
        assertEquals(Reply.OK, client.send("RENAME", "source", "k3"));
        assertEquals(4, engine.usage().expired());
        assertEquals(Reply.OK, client.send("SET", "k0", "again"));
        assertEquals(4, engine.usage().expired());
    }
}
