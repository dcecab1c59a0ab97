package io.larder.type;

import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import org.jspecify.annotations.Nullable;

/**
 * Fields, each with a value. All that names one field is O(log n).
 *
 * @param tree from fields, as {@link Member#key} has them, to values
 * @see <a href="https://redis.io/docs/latest/develop/data-types/hashes/">Hashes</a>
 */
record Hash(Tree tree) {

    /** The hash of a key, or null; an error where it has another type. */
    static @Nullable Hash find(Keyspace keyspace, byte[] key) {
        Entry entry = Entries.find(keyspace, key, Kind.HASH);
        return entry == null ? null : new Hash(entry.tree(0));
    }

    /** The hash of a key, or a new one; an error where it has another type. */
    static Hash open(Keyspace keyspace, byte[] key) {
        return new Hash(Entries.open(keyspace, key, Kind.HASH).tree(0));
    }

    /** How many fields there are. */
    long size() {
        return tree.size();
    }

    /** A field's value, or null. */
    byte @Nullable [] get(byte[] field) {
        return tree.get(Member.key(field));
    }

    /** Sets a field. Whether it is new. */
    boolean put(byte[] field, byte[] value) {
        return tree.put(Member.key(field), value);
    }

    /** Takes a field out. Whether it was there. */
    boolean remove(byte[] field) {
        return tree.remove(Member.key(field));
    }
}
