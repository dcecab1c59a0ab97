package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The arrangement follows the load. */
class TunerTest {

    private static final int KEYS = 1000;

    private final Tuner tuner = new Tuner();

    @AfterEach
    void free() {
        tuner.free();
    }

    private void play(int uses, LongUnaryOperator key) {
        for (int i = 0; i < uses; i++) {
            long id = key.applyAsLong(i);
            tuner.use(id, Uses.hash(id));
        }
    }

    @Test
    void aLoopIsForFrequency() {
        tuner.keys(KEYS);
        play(20 * KEYS, i -> i % (KEYS * 3 / 2));
        assertTrue(tuner.best().share() < 0.1, "best: " + tuner.best());
    }

    @Test
    void countsThatAreHalvedAmidALoopDoNotChangeWhoStays() {
        Frequencies frequencies = new Frequencies(KEYS, 24, 10);
        frequencies.keys(KEYS, KEYS);
        MiniCache cache = new MiniCache(frequencies, Arrangement.FREQUENCY, KEYS);
        cache.capacity(KEYS);
        int loop = KEYS * 5 / 2;
        int hits = 0;
        for (int i = 0; i < 40 * loop; i++) {
            long id = i % loop;
            frequencies.add(Uses.hash(id));
            hits += cache.use(id) ? 1 : 0;
        }
        frequencies.free();
        assertTrue(hits > 38 * KEYS, hits + " of " + 39 * KEYS);
    }

    @Test
    void aWalkThatTurnsBackIsForRecency() {
        tuner.keys(KEYS);
        play(2 * KEYS, i -> i / 2);
        // Back and forth over twice as many keys as there is room for.
        play(50 * KEYS, i -> Math.abs(i % (4 * KEYS) - 2 * KEYS));
        assertTrue(tuner.best().share() > 0.5, "best: " + tuner.best());
    }

    @Test
    void anotherLoadIsAnotherArrangement() {
        tuner.keys(KEYS);
        play(10 * KEYS, i -> i % (KEYS * 3 / 2));
        assertEquals(Arrangement.OLDEST, tuner.best());
        // Each key is asked for twice, half a cache later, and never again.
        play(200 * KEYS, i -> 1_000_000 + (i % 2 == 0 ? i : i - KEYS / 2 - 1));
        assertTrue(tuner.best().share() > 0.5, "best: " + tuner.best());
    }

    @Test
    void whereNothingWasUsedTwiceTheOldestStay() {
        tuner.keys(KEYS);
        play(KEYS - 1, i -> i);
        assertEquals(Arrangement.FREQUENCY, tuner.best());
        play(1, i -> KEYS);
        assertEquals(Arrangement.OLDEST, tuner.best());
    }

    @Test
    void theHitsOfTheWayBackAreNoReason() {
        tuner.keys(KEYS);
        // Either end has as many hits; who changes between loses what was kept.
        play(30 * KEYS, i -> Math.abs(i % (4 * KEYS) - 2 * KEYS));
        assertEquals(Arrangement.OLDEST, tuner.best());
    }

    @Test
    void aLoadOfOtherKeysIsNoReasonToWait() {
        tuner.keys(KEYS);
        play(20 * KEYS, i -> i);
        assertEquals(Arrangement.OLDEST, tuner.best());
        // Each key is asked for five times within half a cache, and never again.
        play(4 * KEYS, i -> 1_000_000 + i / (KEYS / 2) * (KEYS / 10) + i % (KEYS / 10));
        assertTrue(tuner.best() != Arrangement.OLDEST, "best: " + tuner.best());
    }

    @Test
    void whereKeysWereUsedTwiceItBeginsWithFrequencies() {
        tuner.keys(KEYS);
        play(4 * KEYS, i -> i / 2);
        assertEquals(Arrangement.FREQUENCY, tuner.best());
    }

    @Test
    void itBeginsWithWhatSuitedHalfOfIt() {
        tuner.keys(KEYS);
        // Each key is asked for twice, a fifth of a cache later, and never again.
        play(2 * KEYS + KEYS / 5, i -> i % 2 == 0 ? i : i - KEYS / 5 - 1);
        assertTrue(tuner.best().share() > 0.5, "best: " + tuner.best());
    }

    @Test
    void ofWhatIsAsGoodItBeginsWithTheMoreCareful() {
        tuner.keys(KEYS);
        // The second time comes so soon that a window of a tenth will do.
        play(2 * KEYS + KEYS / 5, i -> i % 2 == 0 ? i : i - KEYS / 40 - 2);
        assertEquals(Arrangement.TWICE, tuner.best());
    }

    @Test
    void chanceIsNoReason() {
        tuner.keys(KEYS);
        SplittableRandom random = new SplittableRandom(1);
        play(KEYS, i -> i / 2);
        // All keys are used as often: no arrangement is better than another.
        play(100 * KEYS, i -> random.nextInt(3 * KEYS));
        assertEquals(Arrangement.FREQUENCY, tuner.best());
    }

    @Test
    void aSmallStoreIsPlayedAsAWhole() {
        tuner.keys(4096);
        assertTrue(tuner.exact());
        tuner.keys(4097);
        assertFalse(tuner.exact());
        tuner.keys(4096);
        assertEquals(Evictor.NOBODY, tuner.next(id -> true));
        play(4096, i -> i);
        long next = tuner.next(id -> true);
        assertTrue(next >= 0 && next < 4096, "next: " + next);
        assertEquals(Evictor.NOBODY, tuner.next(id -> false));
        long other = tuner.next(id -> id != next);
        assertTrue(other != next && other != Evictor.NOBODY, "next: " + next + ", other: " + other);
    }
}
