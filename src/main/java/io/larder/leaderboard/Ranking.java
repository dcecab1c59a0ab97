package io.larder.leaderboard;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    /** The entry of a member, or null where it is not there. O(log n). */
    @Nullable
    Standing find(byte[] member);

    /**
     * How many entries have a better score than this one, or with {@code equal} one that is at least as good. O(log n).
     *
     * @param score a decimal number
     * @throws io.larder.command.CommandError where it is none
     */
    long before(byte[] score, boolean equal);

    /** What tells the entry at a position, and its place when it has gone. */
    byte[] place(long position);

    /** How many entries come before a place, and with {@code itself} the entry that is there. O(log n). */
    long before(byte[] place, Ends itself);

    /** What signs the cursors of this ranking. */
    byte[] secret();

    /** A number that grows with each change of the order; 0 where that is not known. */
    long seq();

    /** Which scores come first. */
    Order order();

    /** Whether scores can be too large for a JSON number. */
    boolean big();

    /** Whether the entry at a place counts as before it. */
    enum Ends {
        /** It counts. */
        IN,
        /** It does not. */
        OUT
    }

    /** The season's start in UTC, as RFC 3339 has it; empty where there are no seasons. */
    String season();
}
