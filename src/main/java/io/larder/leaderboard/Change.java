package io.larder.leaderboard;

import io.larder.command.CommandError;
import org.jspecify.annotations.Nullable;

/**
 * What a submit is to do to one board: worked out, with all that can be refused, before anything is changed.
 *
 * @param old what is held of the member, or null
 * @param becomes the entry that it will have, but for the counter; null where nothing changes
 */
record Change(
        byte[] name,
        Board board,
        byte[] member,
        @Nullable Held old,
        @Nullable Held becomes) {

    private static final long HOUR = 3_600_000;

    /**
     * Works it out.
     *
     * @param old what is held of the member when it is carried out, or null
     * @throws CommandError where the board does not take the score
     */
    static Change plan(byte[] name, Board board, Submission submission, @Nullable Held old, long now) {
        Definition definition = board.definition();
        long score = definition.scale().parse(submission.score());
        boolean sum = definition.keep() == Keep.SUM;
        long result = score;
        if (sum && old != null) {
            try {
                result = Math.addExact(old.score(), score);
            } catch (ArithmeticException e) {
                throw BoardError.OVERFLOW;
            }
            if (!definition.scale().holds(result)) {
                throw BoardError.OVERFLOW;
            }
        }
        if (result < definition.min() || result > definition.max()) {
            throw BoardError.OUT_OF_RANGE;
        }
        if (old != null && (result == old.score() || !replaces(board, old.score(), result))) {
            return new Change(name, board, submission.member(), old, null);
        }
        long rise = old == null ? (sum ? gain(board, 0, result) : 0) : gain(board, old.score(), result);
        if (rise > definition.maxGain()) {
            throw BoardError.TOO_FAST;
        }
        int hour = 0;
        long gained = 0;
        if (definition.maxGainHour() != Long.MAX_VALUE) {
            hour = (int) (now / HOUR);
            gained = rise + (old != null && old.hour() == hour ? old.gained() : 0);
            if (gained < 0 || gained > definition.maxGainHour()) {
                throw BoardError.TOO_FAST;
            }
        }
        byte[] metadata = submission.metadata();
        if (metadata == null && old != null) {
            metadata = old.metadata();
        }
        boolean hidden = old != null && old.hidden();
        Held becomes = new Held(result, 0, now, hidden, hour, gained, metadata);
        return new Change(name, board, submission.member(), old, becomes);
    }

    private static boolean replaces(Board board, long before, long score) {
        return switch (board.definition().keep()) {
            case BEST -> board.isBetter(score, before);
            case LAST, SUM -> true;
            case FIRST -> false;
        };
    }

    /** By how much a score is better than another; 0 where it is not. */
    private static long gain(Board board, long before, long score) {
        long better = Math.max(before, score);
        long worse = Math.min(before, score);
        if (!board.isBetter(score, before)) {
            return 0;
        }
        long gain = better - worse;
        return gain < 0 ? Long.MAX_VALUE : gain;
    }

    /** What is held of the member afterwards. */
    Held after() {
        Held held = becomes == null ? old : becomes;
        if (held == null) {
            throw new IllegalStateException("a first submit always makes an entry");
        }
        return held;
    }

    /** Carries it out. */
    Outcome make() {
        long previousRank = 0;
        if (old != null) {
            previousRank = board.rank(old.score(), board.ahead(member, old) + 1);
        }
        Held entry = after();
        if (becomes != null) {
            entry = becomes.reachedAt(board.nextSeq());
            board.put(member, old, entry);
        }
        long position = board.ahead(member, entry) + 1;
        Scale scale = board.definition().scale();
        return new Outcome(
                name,
                member,
                scale.text(entry.score()),
                board.rank(entry.score(), position),
                position,
                old == null ? null : scale.text(old.score()),
                previousRank,
                becomes != null,
                board.size() + (entry.hidden() ? 1 : 0),
                board.season(),
                board.seq(),
                scale.big());
    }
}
