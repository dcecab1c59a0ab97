package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys are counted, hardly ever for each other, and forgotten. */
class FrequenciesTest {

    private static final int DENSITY = 6;
    private static final int PERIOD = 8;

    private final Frequencies frequencies = new Frequencies(1_000_000, DENSITY, PERIOD);

    @AfterEach
    void free() {
        frequencies.free();
    }

    /** Until all lines are there. */
    private void keys(int now, int full) {
        frequencies.keys(now, full);
        boolean more = true;
        while (more) {
            more = frequencies.grow();
        }
    }

    private void use(long id, int times) {
        for (int i = 0; i < times; i++) {
            frequencies.add(Uses.hash(id));
        }
    }

    private int of(long id) {
        return frequencies.of(Uses.hash(id));
    }

    @Test
    void usesAreCountedUpToTheMost() {
        for (int i = 1; i <= 2 * Frequencies.MOST; i++) {
            use(1, 1);
            assertEquals(Math.min(i, Frequencies.MOST), of(1));
        }
        assertEquals(0, of(2));
    }

    @Test
    void nobodyHasFewerThanItsUsesAndFewHaveMore() {
        int keys = 10_000;
        frequencies.keys(keys, keys);
        for (int i = 0; i < 3 * keys; i++) {
            use(i, 1 + i % 2);
        }
        int wrong = 0;
        for (int i = 0; i < 3 * keys; i++) {
            assertTrue(of(i) >= 1 + i % 2, "key " + i + " has " + of(i));
            wrong += of(i) > 1 + i % 2 ? 1 : 0;
        }
        // So many keys as three periods without a hit may bring, in less than seven bytes for each that is stored.
        assertTrue(wrong < 3 * keys / 8, wrong + " are taken for others");
    }

    @Test
    void nothingIsLostWhileLinesAreAdded() {
        frequencies.keys(1000, 1000);
        for (int i = 0; i < 1000; i++) {
            use(i, 1 + i % 7);
        }
        for (int keys = 1000; keys < 1_000_000; keys += keys / 5) {
            frequencies.keys(keys, 1_000_000);
            for (int i = 0; i < 1000; i++) {
                assertTrue(of(i) >= 1 + i % 7, "key " + i + " has " + of(i) + " at " + keys);
            }
        }
    }

    @Test
    void nothingIsLostWhileManyLinesAreMoved() {
        int full = 1_000_000;
        keys(250_000, full);
        long before = frequencies.bytes();
        for (int i = 0; i < 1000; i++) {
            use(i, 1 + i % 5);
        }
        frequencies.keys(500_000, full);
        assertEquals(2 * before, frequencies.bytes());
        boolean more = true;
        for (int round = 1; more; round++) {
            for (int i = 0; i < 1000; i++) {
                use(i, 1);
                int least = Math.min(Frequencies.MOST, 1 + i % 5 + round);
                assertTrue(of(i) >= least, "key " + i + " has " + of(i) + " in round " + round);
            }
            more = frequencies.grow();
        }
        for (int i = 0; i < 1000; i++) {
            assertTrue(of(i) >= 1 + i % 5, "key " + i + " has " + of(i) + " in the end");
        }
    }

    @Test
    void allIsForgottenAlsoWhileLinesAreMoved() {
        keys(250_000, 1_000_000);
        use(1, 5);
        frequencies.keys(500_000, 1_000_000);
        frequencies.clear();
        assertFalse(frequencies.grow());
        assertEquals(0, of(1));
        use(1, 5);
        assertEquals(5, of(1));
    }

    @Test
    void whatWasHalvedIsNotHalvedAgainWhereLinesAreAdded() {
        int keys = 1000;
        keys(keys, 4 * keys);
        use(-1, 1);
        for (int i = 0; of(-1) != 0; i++) {
            use(i, 1);
        }
        for (int i = 0; i < 100; i++) {
            use(i, 6);
        }
        keys(2 * keys, 4 * keys);
        use(-2, 1);
        for (int i = 0; i < 100; i++) {
            assertTrue(of(i) >= 6, "key " + i + " has " + of(i));
        }
    }

    @Test
    void itHasTheBytesThatWereAskedForAndAnEighthMoreAtMost() {
        for (int keys = 1000; keys < 1_000_000; keys += 1 + keys / 37) {
            keys(keys, keys);
            long bytes = frequencies.bytes();
            assertTrue(bytes >= (long) keys * DENSITY, bytes + " for " + keys);
            assertTrue(bytes <= keys * DENSITY * 9L / 8 + 128, bytes + " for " + keys);
        }
    }

    @Test
    void whileItFillsItGrowsByDoublingToWhatIsNeeded() {
        frequencies.keys(2000, 5000);
        long before = frequencies.bytes();
        frequencies.keys(2100, 5000);
        assertEquals(2 * before, frequencies.bytes());
        frequencies.keys(4100, 5000);
        long full = frequencies.bytes();
        assertTrue(full >= 5000 * DENSITY, "bytes: " + full);
        frequencies.keys(5000, 5000);
        assertEquals(full, frequencies.bytes());
    }

    @Test
    void whatWasPopularOnceIsForgotten() {
        int keys = 1000;
        frequencies.keys(keys, keys);
        use(-1, 12);
        for (int i = 0; i < 4 * keys * PERIOD; i++) {
            use(i % (4 * keys), 1);
        }
        assertTrue(of(-1) < 4, "left: " + of(-1));
    }
}
