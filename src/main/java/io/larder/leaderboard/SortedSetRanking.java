package io.larder.leaderboard;

import io.larder.command.Numbers;
import io.larder.type.IndexRange;
import io.larder.type.ScoreRange;
import io.larder.type.SortedSet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plain sorted set as a ranking. Equal scores are ordered by member as ZRANGE orders them, and with high scores first
 * as ZREVRANGE does; no two share a rank.
 */
final class SortedSetRanking implements Ranking {

    private final SortedSet set;
    private final boolean ascending;

    SortedSetRanking(SortedSet set, boolean ascending) {
        this.set = set;
        this.ascending = ascending;
    }

    @Override
    public long size() {
        return set.size();
    }

    @Override
    public long position(byte[] member) {
        return 1 + (ascending ? set.rank(member) : set.reverseRank(member));
    }

    @Override
    public void each(long from, int count, Consumer<Standing> visitor) {
        long size = set.size();
        long start = Math.min(from - 1, size);
        long stop = Math.min(size, start + count);
        if (start == stop) {
            return;
        }
        IndexRange range = ascending ? set.range(start, stop - 1) : set.range(size - stop, size - start - 1);
        long[] position = {start};
        set.each(range, !ascending, (member, score) -> {
            position[0]++;
            visitor.accept(new Standing(member, Numbers.text(score), position[0], position[0], null, 0));
        });
    }

    @Override
    public @Nullable Standing find(byte[] member) {
        SortedSet.Place place = set.at(member);
        if (!place.taken()) {
            return null;
        }
        long position = position(member);
        return new Standing(member, Numbers.text(place.score()), position, position, null, 0);
    }

    @Override
    public long before(byte[] score, boolean equal) {
        double at = Numbers.real(score);
        if (ascending) {
            ScoreRange better = equal ? ScoreRange.closed(Double.NEGATIVE_INFINITY, at) : ScoreRange.below(at);
            return set.range(better).size();
        }
        ScoreRange better = equal ? ScoreRange.closed(at, Double.POSITIVE_INFINITY) : ScoreRange.above(at);
        return set.range(better).size();
    }

    /** Eight bytes of the score as a double, then the member. */
    @Override
    public byte[] place(long position) {
        Standing[] at = new Standing[1];
        each(position, 1, one -> at[0] = one);
        byte[] member = at[0].member();
        return ByteBuffer.allocate(Double.BYTES + member.length)
                .putDouble(set.score(member))
                .put(member)
                .array();
    }

    @Override
    public long before(byte[] place, Ends itself) {
        if (place.length < Double.BYTES) {
            throw BoardError.BAD_CURSOR;
        }
        double score = ByteBuffer.wrap(place).getDouble();
        byte[] member = Arrays.copyOfRange(place, Double.BYTES, place.length);
        long below = set.before(score, member);
        long here = set.score(member) == score ? 1 : 0;
        long before = ascending ? below : set.size() - below - here;
        return before + (itself == Ends.IN ? here : 0);
    }

    /** No secret: a made-up cursor shows nothing that a position would not. */
    @Override
    public byte[] secret() {
        return new byte[1];
    }

    @Override
    public long seq() {
        return 0;
    }

    @Override
    public Order order() {
        return ascending ? Order.ASC : Order.DESC;
    }

    @Override
    public boolean big() {
        return false;
    }

    @Override
    public String season() {
        return "";
    }
}
