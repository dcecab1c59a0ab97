package io.larder.leaderboard;

import io.larder.command.KeyBeside;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.type.IndexRange;
import io.larder.type.SortedSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the ended seasons that belong to a name. Each season is kept at {@code larder:season:{name}:start}, and a
 * sorted set at {@code larder:seasons:{name}} knows the starts, beside the board: so that they are found when the board
 * itself is gone, by DEL, by an expiry, or because SET has put something else in its place. It is changed in the same
 * step as the season.
 */
final class SeasonKeys {

    private static final byte[] SEASON = "larder:season:".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LIST = "larder:seasons:".getBytes(StandardCharsets.UTF_8);

    private SeasonKeys() {}

    /** Where a season is kept. */
    static byte[] of(byte[] name, long start) {
        return Boards.suffixed(KeyBeside.of(SEASON, name), id(start));
    }

    private static byte[] id(long start) {
        return Board.season(start).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] list(Keyspace keyspace, byte[] name) {
        byte[] key = KeyBeside.of(LIST, name);
        keyspace.reach(key);
        Entry entry = keyspace.find(key);
        if (entry != null && entry.kind() != Kind.SORTED_SET) {
            // Somebody has put something else there; no season is to fail because of that.
            keyspace.remove(key);
        }
        return key;
    }

    /** A season has a key from here on. */
    static void add(Keyspace keyspace, byte[] name, long start) {
        SortedSet.open(keyspace, list(keyspace, name)).add(id(start), start);
    }

    /** Takes a season out. */
    static void drop(Keyspace keyspace, byte[] name, long start) {
        drop(keyspace, name, start, SortedSet.find(keyspace, list(keyspace, name)));
    }

    private static void drop(Keyspace keyspace, byte[] name, long start, @Nullable SortedSet list) {
        byte[] key = of(name, start);
        keyspace.reach(key);
        keyspace.remove(key);
        if (list != null) {
            list.remove(id(start));
        }
    }

    /** Takes all seasons of a name out, whose board is gone. */
    static void dropAll(Keyspace keyspace, byte[] name) {
        SortedSet list = SortedSet.find(keyspace, list(keyspace, name));
        if (list == null) {
            return;
        }
        List<Long> starts = new ArrayList<>();
        list.each(new IndexRange(0, list.size()), false, (id, start) -> starts.add((long) start));
        // Each may start the command over: better before anything is done.
        starts.forEach(start -> keyspace.reach(of(name, start)));
        starts.forEach(start -> drop(keyspace, name, start, list));
    }
}
