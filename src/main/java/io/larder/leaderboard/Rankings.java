package io.larder.leaderboard;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.type.SortedSet;
import org.jspecify.annotations.Nullable;

/** Finds the ranking of a key. */
public final class Rankings {

    private Rankings() {}

    /**
     * The ranking of a key that the command may use, or null where the key has nothing.
     *
     * @param order of a plain sorted set; null for high scores first
     * @throws CommandError where the key's value is of a type that ranks nobody
     */
    public static @Nullable Ranking find(Keyspace keyspace, byte[] key, @Nullable Order order) {
        Entry entry = keyspace.find(key);
        if (entry == null) {
            return null;
        }
        if (entry.kind() != Kind.SORTED_SET) {
            throw CommandError.WRONG_TYPE;
        }
        return new SortedSetRanking(new SortedSet(entry), order == Order.ASC);
    }
}
