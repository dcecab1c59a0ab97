package io.larder.leaderboard;

import io.larder.command.Numbers;
import io.larder.type.IndexRange;
import io.larder.type.SortedSet;
import java.util.function.Consumer;

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
    public String season() {
        return "";
    }
}
