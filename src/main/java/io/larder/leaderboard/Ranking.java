package io.larder.leaderboard;

import java.util.function.Consumer;

/**
 * A ranking within one command: a leaderboard's present season, one of its archived seasons, or a plain sorted set.
 * Positions count from 1.
 */
public interface Ranking {

    /** How many entries there are. O(1). */
    long size();

    /** The position of a member, or 0 where it is not there. O(log n). */
    long position(byte[] member);

    /**
     * Gives entries in their order, from a position on; fewer at the end. O(log n + count).
     *
     * @param from 1 or more; past the end there are none
     */
    void each(long from, int count, Consumer<Standing> visitor);

    /** The season's start in UTC, as RFC 3339 has it; empty where there are no seasons. */
    String season();
}
