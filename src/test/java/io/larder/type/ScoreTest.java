package io.larder.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes of scores keep the order of the scores, and give them back. */
class ScoreTest {

    private static final byte[] MEMBER = {0, -1, 7};

    /** All kinds of doubles that there are, by their bits, and the odd ones more often. */
    @Provide
    Arbitrary<Double> scores() {
        Arbitrary<Double> odd = Arbitraries.of(
                0.0,
                -0.0,
                1.0,
                -1.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                255.0,
                256.0,
                8192.0,
                8193.0);
        Arbitrary<Double> any =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(score -> !Double.isNaN(score));
        Arbitrary<Double> whole = Arbitraries.integers().map(Integer::doubleValue);
        return Arbitraries.oneOf(odd, any, whole);
    }

    @Property(tries = 5000)
    void order(@ForAll("scores") double one, @ForAll("scores") double other) {
        int expected = Double.compare(one + 0.0, other + 0.0);
        int actual = Arrays.compareUnsigned(Score.before(Score.bits(one)), Score.before(Score.bits(other)));
        assertEquals(expected, Integer.signum(actual), one + " and " + other);
        assertEquals(expected, Long.compareUnsigned(Score.bits(one), Score.bits(other)));
    }

    @Property(tries = 2000)
    void roundTrip(@ForAll("scores") double score) {
        double expected = score == 0 ? 0.0 : score;
        long bits = Score.bits(score);
        assertEquals(expected, Score.of(bits));
        assertTrue(bits != 0, "no score has the bits 0");
        byte[] trimmed = Score.trimmed(bits);
        assertEquals(bits, Score.untrimmed(trimmed));
        assertTrue(trimmed[trimmed.length - 1] != 0, "a zero byte at the end");
        byte[] key = Score.key(bits, MEMBER);
        assertEquals(expected, Score.score(key));
        assertEquals(bits, Score.bits(key));
        assertArrayEquals(MEMBER, Score.member(key));
    }

    @Example
    void smallWholeNumbersAreShort() {
        for (int i = 0; i <= 8192; i++) {
            int length = Score.trimmed(Score.bits(i)).length;
            assertTrue(length <= 3, i + " takes " + length + " bytes");
        }
    }
}
