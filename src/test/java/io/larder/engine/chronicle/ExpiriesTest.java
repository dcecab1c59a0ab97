package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.keyspace.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is due is never missed, and hardly ever looked for in vain. */
class ExpiriesTest {

    private static final long HOUR = 3_600_000;

    private final Expiries expiries = new Expiries(2);
    private final List<Long> keys = new ArrayList<>();
    private long now = 1_700_000_000_000L;

    @AfterEach
    void free() {
        expiries.free();
    }

    private void look() {
        Expiries.Known before = expiries.look(1, now);
        keys.forEach(each -> expiries.see(1, each));
        expiries.looked(1, before);
    }

    private long due() {
        return keys.stream().filter(each -> each <= now).count();
    }

    private static long far(Random random) {
        return random.nextInt(20) == 0 ? Entry.NEVER - 1 : (long) Math.pow(10, random.nextDouble() * 12);
    }

    @Test
    void countsFollowTheKeysAndNothingDueIsMissed() {
        Random random = new Random(3);
        look();
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(2000);
            expiries.now(now);
            int which = random.nextInt(10);
            if (which < 5 || keys.isEmpty()) {
                long at = Math.max(0, now + far(random) - 500);
                expiries.changed(1, Entry.NEVER, at < 0 ? Entry.NEVER - 1 : at);
                keys.add(at < 0 ? Entry.NEVER - 1 : at);
            } else if (which < 8) {
                expiries.changed(1, keys.remove(random.nextInt(keys.size())), Entry.NEVER);
            } else if (which < 9) {
                int place = random.nextInt(keys.size());
                long to = now + 1000;
                expiries.changed(1, keys.get(place), to);
                keys.set(place, to);
            } else if (random.nextInt(20) == 0) {
                look();
            }
            assertEquals(keys.size(), expiries.expiring());
            assertEquals(keys.size(), expiries.count(1));
            if (i % 100 == 0) {
                assertTrue(expiries.due(1) >= due(), expiries.due(1) + " for " + due());
            }
        }
        expiries.cleared(1);
        assertEquals(0, expiries.expiring());
        assertEquals(0, expiries.averageTtl());
        assertEquals(0, expiries.due(1));
    }

    @Test
    void whatExpiresInAnHourIsLookedForAFewTimesOnTheWay() {
        look();
        for (int i = 0; i < 5000; i++) {
            keys.add(now + HOUR);
            expiries.changed(1, Entry.NEVER, now + HOUR);
        }
        assertEquals(HOUR, expiries.averageTtl(), 1024);
        int looks = 0;
        for (; due() == 0; now += 1000) {
            expiries.now(now);
            if (expiries.due(1) > 0) {
                look();
                looks++;
            }
        }
        assertTrue(looks >= 1 && looks <= 8, looks + " looks");
    }

    @Test
    void nothingIsKnownBeforeTheFirstLook() {
        assertEquals(Expiries.UNKNOWN, expiries.due(1));
        assertTrue(expiries.any());
        expiries.changed(1, Entry.NEVER, now);
        assertEquals(0, expiries.expiring());
        look();
        expiries.looked(0, expiries.look(0, now));
        assertEquals(0, expiries.due(1));
        assertEquals(false, expiries.any());
    }

    @Test
    void whileASegmentIsLookedAtItsKeysStillCount() {
        keys.add(now + HOUR);
        expiries.looked(0, expiries.look(0, now));
        Expiries.Known before = expiries.look(1, now);
        assertTrue(expiries.any(), "unknown until all was seen");
        expiries.see(1, keys.get(0));
        expiries.looked(1, before);
        assertEquals(1, expiries.expiring());
        before = expiries.look(1, now);
        assertTrue(expiries.any(), "no longer known");
        assertEquals(HOUR, expiries.averageTtl(), 1024);
        expiries.see(1, keys.get(0));
        assertEquals(1, expiries.expiring());
        expiries.looked(1, before);
        assertEquals(1, expiries.expiring());
        assertEquals(HOUR, expiries.averageTtl(), 1024);
    }

    @Test
    void ofASegmentThatCannotBeSeenToTheEndNothingIsKnown() {
        keys.add(now + HOUR);
        look();
        expiries.looked(0, expiries.look(0, now));
        assertTrue(expiries.complete());
        expiries.lost(1, expiries.look(1, now));
        assertTrue(expiries.unknown(1));
        assertFalse(expiries.complete());
        assertEquals(0, expiries.expiring());
        look();
        assertTrue(expiries.complete());
        assertEquals(1, expiries.expiring());
    }

    @Test
    void aSegmentIsWithoutOnceItsLastIsGone() {
        assertTrue(expiries.unknown(1));
        assertFalse(expiries.without(1));
        look();
        assertFalse(expiries.unknown(1));
        assertTrue(expiries.without(1));
        expiries.changed(1, Entry.NEVER, now + HOUR);
        expiries.changed(1, now + HOUR, now + 2 * HOUR);
        assertFalse(expiries.without(1));
        expiries.changed(1, now + 2 * HOUR, Entry.NEVER);
        assertTrue(expiries.without(1));
        assertEquals(0, expiries.averageTtl());
    }

    @Test
    void aClockThatIsPutBackMakesItLookAgain() {
        look();
        keys.add(now + 1000);
        expiries.changed(1, Entry.NEVER, now + 1000);
        now -= HOUR;
        expiries.now(now);
        assertEquals(Expiries.UNKNOWN, expiries.due(1));
    }
}
