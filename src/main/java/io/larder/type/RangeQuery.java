package io.larder.type;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * What ZRANGE and its relatives are told after their key: two ends, and options.
 *
 * @param bounds finds the positions between the ends
 * @param back whether from the highest score down
 * @param skip how many to leave out
 * @param most how many to take then; negative for all
 * @param withScores whether scores are asked for
 */
record RangeQuery(Bounds bounds, boolean back, long skip, long most, boolean withScores) {

    private static final CommandError NO_LIMIT =
            new CommandError("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    private static final CommandError NO_SCORES =
            new CommandError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");

    /** What the ends are. */
    enum By {
        RANK,
        SCORE,
        MEMBER
    }

    /** Finds positions in a sorted set. */
    @FunctionalInterface
    interface Bounds {
        IndexRange in(SortedSet set);
    }

    /** The positions that are asked for. */
    IndexRange in(SortedSet set) {
        return bounds.in(set).limit(skip, most, back);
    }

    /** Reads what ZRANGE takes, which says itself what its ends are. */
    static RangeQuery any(Arguments arguments) {
        return new Reader(arguments, null, false).read(true);
    }

    /** Reads what ZRANGESTORE takes: all that ZRANGE does, but WITHSCORES. */
    static RangeQuery stored(Arguments arguments) {
        return new Reader(arguments, null, false).read(false);
    }

    /** Reads what a command takes whose ends and direction are fixed. */
    static RangeQuery of(By by, boolean back, Arguments arguments) {
        return new Reader(arguments, by, back).read(true);
    }

    private static final class Reader {
        private final Arguments arguments;
        private final boolean open;
        private @Nullable By by;
        private boolean back;
        private boolean withScores;
        private long skip;
        private long most = -1;

        Reader(Arguments arguments, @Nullable By by, boolean back) {
            this.arguments = arguments;
            this.by = by;
            this.back = back;
            this.open = by == null;
        }

        RangeQuery read(boolean scoresAllowed) {
            byte[] start = arguments.bytes();
            byte[] stop = arguments.bytes();
            while (arguments.more()) {
                option(scoresAllowed);
            }
            if (by == null) {
                by = By.RANK;
            }
            if (most != -1 && by == By.RANK) {
                throw NO_LIMIT;
            }
            if (withScores && by == By.MEMBER) {
                throw NO_SCORES;
            }
            return by == By.RANK
                    ? new RangeQuery(ranks(start, stop, back), back, 0, -1, withScores)
                    : new RangeQuery(
                            bounds(by, back ? stop : start, back ? start : stop), back, skip, most, withScores);
        }

        private void option(boolean scoresAllowed) {
            if (scoresAllowed && arguments.flag("WITHSCORES")) {
                withScores = true;
            } else if (arguments.left() > 2 && arguments.flag("LIMIT")) {
                skip = arguments.whole();
                most = arguments.whole();
            } else if (open && !back && arguments.flag("REV")) {
                back = true;
            } else if (open && by == null && arguments.flag("BYLEX")) {
                by = By.MEMBER;
            } else if (open && by == null && arguments.flag("BYSCORE")) {
                by = By.SCORE;
            } else {
                throw CommandError.SYNTAX;
            }
        }
    }

    /**
     * Finds what lies between two positions, which are counted from the highest score down where it is {@code back}.
     */
    private static Bounds ranks(byte[] first, byte[] last, boolean back) {
        long start = Numbers.whole(first);
        long stop = Numbers.whole(last);
        return set -> back ? set.range(start, stop).mirrored(set.size()) : set.range(start, stop);
    }

    /** Finds what lies between two ends, the lower one first. */
    static Bounds bounds(By by, byte[] min, byte[] max) {
        switch (by) {
            case SCORE:
                ScoreRange scores = ScoreRange.parse(min, max);
                return set -> set.range(scores);
            case MEMBER:
                MemberRange members = MemberRange.parse(min, max);
                return set -> set.range(members);
            default:
                return ranks(min, max, false);
        }
    }
}
