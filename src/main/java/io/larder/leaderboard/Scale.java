package io.larder.leaderboard;

import io.larder.command.Numbers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Decimal scores as integers: with two decimals 12.5 is 1250. No score is ever rounded.
 *
 * @param decimals 0 to 6
 * @param big whether all 64 bits are used, else only what a JSON number holds in every language: 53
 */
record Scale(int decimals, boolean big) {

    private static final long SAFE = (1L << 53) - 1;

    /** JSON's numbers, no longer than makes sense. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

    private static final int LONGEST = 64;
    private static final int SHORT = 12;

    /** The lowest score. */
    long lowest() {
        return big ? Long.MIN_VALUE : -SAFE;
    }

    /** The highest score. */
    long highest() {
        return big ? Long.MAX_VALUE : SAFE;
    }

    /** Whether it is one of the scores. */
    boolean holds(long score) {
        return score >= lowest() && score <= highest();
    }

    /**
     * The score that the text spells.
     *
     * @throws io.larder.command.CommandError where it spells none
     */
    long parse(byte[] text) {
        if (decimals == 0 && text.length <= SHORT && Numbers.isWhole(text)) {
            return Numbers.whole(text);
        }
        String word = new String(text, StandardCharsets.ISO_8859_1);
        if (word.length() > LONGEST || !NUMBER.matcher(word).matches()) {
            throw BoardError.badScore(decimals);
        }
        try {
            long score = new BigDecimal(word).movePointRight(decimals).longValueExact();
            if (holds(score)) {
                return score;
            }
        } catch (ArithmeticException e) {
            // More decimals, or out of range: below.
        }
        throw BoardError.badScore(decimals);
    }

    /** The text of a score, with as many decimals as it has and no zeros behind them. */
    String text(long score) {
        if (decimals == 0) {
            return Long.toString(score);
        }
        BigDecimal value = BigDecimal.valueOf(score, decimals).stripTrailingZeros();
        return value.toPlainString();
    }
}
