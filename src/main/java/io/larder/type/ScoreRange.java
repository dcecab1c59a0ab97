package io.larder.type;

import io.larder.command.CommandError;
import io.larder.command.Numbers;

/**
 * Scores from one to another, each end in or out.
 *
 * <p>An end is kept as the place between two scores where it cuts, so that in and out need not be told apart further
 * on: out of the lower end is in from the next double up.
 */
public final class ScoreRange {

    private static final CommandError NOT_A_FLOAT = new CommandError("ERR min or max is not a float");
    private static final long LOWEST = Score.bits(Double.NEGATIVE_INFINITY);
    private static final long BEYOND = Score.bits(Double.POSITIVE_INFINITY) + 1;

    /** The bits of the first score that is in. */
    private final long from;
    /** The bits of the first score that is not. */
    private final long to;

    private ScoreRange(long from, long to) {
        this.from = from;
        this.to = to;
    }

    /** Scores from {@code min} to {@code max}, both in; infinite for no end. Neither is NaN. */
    public static ScoreRange closed(double min, double max) {
        return new ScoreRange(Score.bits(min), Score.bits(max) + 1);
    }

    /** Scores above this one. */
    public static ScoreRange above(double score) {
        return new ScoreRange(Score.bits(score) + 1, BEYOND);
    }

    /** Scores below this one. */
    public static ScoreRange below(double score) {
        return new ScoreRange(LOWEST, Score.bits(score));
    }

    /**
     * The range that a command is given: doubles, each with {@code (} before it where it is out itself.
     *
     * @throws CommandError where one is no double
     */
    static ScoreRange parse(byte[] min, byte[] max) {
        return new ScoreRange(cut(min, 1), cut(max, 0));
    }

    private static long cut(byte[] word, int whereOut) {
        boolean out = word.length > 0 && word[0] == '(';
        double score = Numbers.loose(word, out ? 1 : 0);
        if (Double.isNaN(score)) {
            throw NOT_A_FLOAT;
        }
        return Score.bits(score) + (out ? whereOut : 1 - whereOut);
    }

    boolean fromLowest() {
        return Long.compareUnsigned(from, LOWEST) <= 0;
    }

    boolean toHighest() {
        return Long.compareUnsigned(to, BEYOND) >= 0;
    }

    /** No key of a score that is in comes before this, and no other from here to {@link #end()}. */
    byte[] start() {
        return Score.before(from);
    }

    /** The first place behind all keys of scores that are in. */
    byte[] end() {
        return Score.before(to);
    }
}
