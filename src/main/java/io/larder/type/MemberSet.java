package io.larder.type;

import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import org.jspecify.annotations.Nullable;

/**
 * Members, each once. All that names one member is O(log n). All sets have the same order, that of {@link Member#key}.
 *
 * @param tree the members as {@link Member#key} has them
 * @see <a href="https://redis.io/docs/latest/develop/data-types/sets/">Sets</a>
 */
record MemberSet(Tree tree) {

    /** The set of a key, or null; an error where it has another type. */
    static @Nullable MemberSet find(Keyspace keyspace, byte[] key) {
        Entry entry = Entries.find(keyspace, key, Kind.SET);
        return entry == null ? null : new MemberSet(entry.tree(0));
    }

    /** The set of a key, or a new one; an error where it has another type. */
    static MemberSet open(Keyspace keyspace, byte[] key) {
        return new MemberSet(Entries.open(keyspace, key, Kind.SET).tree(0));
    }

    /** How many members there are. */
    long size() {
        return tree.size();
    }

    /** Whether it is a member. */
    boolean has(byte[] member) {
        return tree.get(Member.key(member)) != null;
    }

    /** Adds a member. Whether it is new. */
    boolean add(byte[] member) {
        return tree.put(Member.key(member), Tree.NOTHING);
    }

    /** Takes a member out. Whether it was there. */
    boolean remove(byte[] member) {
        return tree.remove(Member.key(member));
    }
}
