package io.larder.type;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import org.jspecify.annotations.Nullable;

/** Finds what a key has, where it must be of one type. */
final class Entries {

    private Entries() {}

    /**
     * What the key has, or null.
     *
     * @throws CommandError where it is of another type
     */
    static @Nullable Entry find(Keyspace keyspace, byte[] key, Kind kind) {
        Entry entry = keyspace.find(key);
        if (entry != null && entry.kind() != kind) {
            throw CommandError.WRONG_TYPE;
        }
        return entry;
    }

    /**
     * What the key has, or null, for a command that may change data and only looks at this key.
     *
     * @throws CommandError where it is of another type
     */
    static @Nullable Entry read(Keyspace keyspace, byte[] key, Kind kind) {
        Entry entry = keyspace.read(key);
        if (entry != null && entry.kind() != kind) {
            throw CommandError.WRONG_TYPE;
        }
        return entry;
    }

    /**
     * What the key has, or a new empty value.
     *
     * @throws CommandError where it is of another type
     */
    static Entry open(Keyspace keyspace, byte[] key, Kind kind) {
        Entry entry = find(keyspace, key, kind);
        return entry == null ? keyspace.create(key, kind) : entry;
    }
}
