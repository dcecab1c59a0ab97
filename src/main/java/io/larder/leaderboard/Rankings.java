package io.larder.leaderboard;

import io.larder.command.CommandError;
import io.larder.keyspace.Keyspace;
import io.larder.type.SortedSet;
import org.jspecify.annotations.Nullable;

/** Finds the ranking of a key. */
public final class Rankings {

    private Rankings() {}

    /**
     * The ranking of a key that the command may use, or null where the key has nothing. Of a leaderboard it is the
     * present season: what the clock has made due is done before, so the command may start over.
     *
     * @param order of a plain sorted set; null for high scores first. A leaderboard has its own.
     * @throws CommandError where the key's value is of a type that ranks nobody
     */
    public static @Nullable Ranking find(Keyspace keyspace, byte[] key, @Nullable Order order) {
        return find(Boards.of(keyspace), key, order);
    }

    /** The same within a command of this room. */
    static @Nullable Ranking find(Boards boards, byte[] key, @Nullable Order order) {
        SortedSet set = boards.sortedSet(key);
        return set != null ? new SortedSetRanking(set, order == Order.ASC) : boards.find(key);
    }
}
