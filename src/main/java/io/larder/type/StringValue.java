package io.larder.type;

import io.larder.command.CommandError;
import io.larder.keyspace.Blob;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import org.jspecify.annotations.Nullable;

/** The string of a key: found, made, or refused where the key has another type. */
final class StringValue {

    private static final CommandError TOO_LONG =
            new CommandError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    private StringValue() {}

    /** The key's bytes, or null where there are none. */
    static @Nullable Blob find(Keyspace keyspace, byte[] key) {
        Entry entry = Entries.find(keyspace, key, Kind.STRING);
        return entry == null ? null : entry.blob();
    }

    /** Gives the key this string, without expiry, whatever it has. */
    static Entry replace(Keyspace keyspace, byte[] key, byte[] value) {
        Entry entry = keyspace.create(key, Kind.STRING);
        entry.blob().set(value);
        return entry;
    }

    /** Writes into the key's string, which may not be there yet. */
    static void write(Keyspace keyspace, byte[] key, @Nullable Blob found, long at, byte[] bytes) {
        Blob blob = found == null ? keyspace.create(key, Kind.STRING).blob() : found;
        blob.write(at, bytes);
    }

    /** Refuses a length that no string can have; a sum that has overflowed as well. */
    static void checkLength(long length) {
        if (length < 0 || length > Blob.LIMIT) {
            throw TOO_LONG;
        }
    }
}
