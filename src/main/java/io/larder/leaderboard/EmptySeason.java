package io.larder.leaderboard;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A season in which nobody has submitted anything. */
record EmptySeason(Board board, long start) implements Ranking {

    @Override
    public long size() {
        return 0;
    }

    @Override
    public long position(byte[] member) {
        return 0;
    }

    @Override
    public void each(long from, int count, Consumer<Standing> visitor) {}

    @Override
    public @Nullable Standing find(byte[] member) {
        return null;
    }

    @Override
    public long before(byte[] score, boolean equal) {
        return 0;
    }

    @Override
    public byte[] place(long position) {
        throw new IllegalStateException("nobody is ranked");
    }

    @Override
    public long before(byte[] place, Ends itself) {
        return 0;
    }

    @Override
    public byte[] secret() {
        return board.secret();
    }

    @Override
    public long seq() {
        return 0;
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
        return Board.season(start);
    }
}
