package io.larder.leaderboard;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A board as one hidden member is to see it: with its own entry at the place where it would be. Nobody else sees it.
 */
final class Shadow implements Ranking {

    private final Board board;
    private final byte[] member;
    private final Held entry;
    private final Standing own;
    /** How many of the board's entries come before the hidden one. */
    private final long ahead;
    /** How many of the board's entries have a score that is at least as good. */
    private final long noWorse;

    private final boolean newScore;

    Shadow(Board board, byte[] member, Held entry) {
        this.board = board;
        this.member = member;
        this.entry = entry;
        this.ahead = board.ahead(member, entry);
        this.noWorse = board.better(entry.score(), true);
        this.newScore = !board.hasScore(entry.score());
        this.own = board.standing(member, entry, ahead + 1, board.rank(entry.score(), ahead + 1));
    }

    @Override
    public long size() {
        return board.size() + 1;
    }

    @Override
    public long position(byte[] other) {
        Standing found = find(other);
        return found == null ? 0 : found.position();
    }

    @Override
    public @Nullable Standing find(byte[] other) {
        if (java.util.Arrays.equals(member, other)) {
            return own;
        }
        Standing found = board.find(other);
        return found == null ? null : moved(found);
    }

    private Standing moved(Standing one) {
        if (one.position() <= ahead) {
            return one;
        }
        boolean worse = one.position() > noWorse;
        long rank = switch (board.definition().ties()) {
            case FIRST, MEMBER -> one.rank() + 1;
            case SHARED -> one.rank() + (worse ? 1 : 0);
            case DENSE -> one.rank() + (worse && newScore ? 1 : 0);
        };
        return new Standing(one.member(), one.score(), one.position() + 1, rank, one.metadata(), one.updatedAt());
    }

    @Override
    public void each(long from, int count, Consumer<Standing> visitor) {
        long to = from + count;
        if (from <= ahead) {
            board.each(from, (int) (Math.min(to, ahead + 1) - from), visitor);
        }
        if (from <= ahead + 1 && to > ahead + 1) {
            visitor.accept(own);
        }
        long next = Math.max(from, ahead + 2);
        if (to > next) {
            board.each(next - 1, (int) (to - next), one -> visitor.accept(moved(one)));
        }
    }

    @Override
    public long before(byte[] score, boolean equal) {
        long at = board.definition().scale().parse(score);
        boolean counts = board.isBetter(entry.score(), at) || equal && entry.score() == at;
        return board.better(at, equal) + (counts ? 1 : 0);
    }

    @Override
    public byte[] place(long position) {
        return board.place(position);
    }

    @Override
    public long before(byte[] place, Ends itself) {
        return board.before(place, itself);
    }

    @Override
    public byte[] secret() {
        return board.secret();
    }

    @Override
    public long seq() {
        return board.seq();
    }

    @Override
    public Order order() {
        return board.order();
    }

    @Override
    public boolean big() {
        return board.big();
    }

    @Override
    public String season() {
        return board.season();
    }
}
