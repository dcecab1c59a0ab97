package io.larder.type;

import static io.larder.command.Argument.either;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import io.larder.keyspace.Blob;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Strings as arrays of bits. What is read or written is the part that is asked for, in pieces.
 *
 * @see <a href="https://redis.io/docs/latest/develop/data-types/bitmaps/">Bitmaps</a>
 */
final class BitCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.BITMAP);

    /** The error of a place that no string has. */
    static final CommandError BAD_OFFSET = new CommandError("ERR bit offset is not an integer or out of range");

    private static final CommandError BAD_BIT = new CommandError("ERR bit is not an integer or out of range");

    private BitCommands() {}

    /** Reads the place of a bit. */
    private static long offset(Arguments arguments) {
        long offset = arguments.count(BAD_OFFSET);
        if (offset >> 3 >= Blob.LIMIT) {
            throw BAD_OFFSET;
        }
        return offset;
    }

    static {
        FAMILY.command("SETBIT")
                .summary("Sets or clears one bit of a key's string, and gives what it was.")
                .since("2.2.0")
                .complexity("O(1)")
                .takes(key(), whole("offset"), whole("value"))
                .writes()
                .mayGrow()
                .example("SETBIT seen 7 1", "(integer) 0")
                .example("SETBIT seen 7 0", "(integer) 1")
                .runs(BitCommands::setbit);
    }

    private static Reply setbit(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long offset = offset(arguments);
        long on = arguments.whole(BAD_BIT);
        if (on != 0 && on != 1) {
            throw BAD_BIT;
        }
        Blob blob = StringValue.find(keyspace, key);
        long at = offset >> 3;
        boolean there = blob != null && at < blob.length();
        int before = there ? blob.read(at, 1)[0] : 0;
        int mask = 0x80 >> (offset & 7);
        int after = on == 1 ? before | mask : before & ~mask;
        if (!there || after != before) {
            StringValue.write(keyspace, key, blob, at, new byte[] {(byte) after});
            keyspace.event(EventClass.STRING, "setbit", key);
        }
        return Reply.truth((before & mask) != 0);
    }

    static {
        FAMILY.command("GETBIT")
                .summary("Gives one bit of a key's string; 0 behind its end.")
                .since("2.2.0")
                .complexity("O(1)")
                .takes(key(), whole("offset"))
                .reads()
                .fast()
                .example("SETBIT seen 7 1", "(integer) 0")
                .example("GETBIT seen 7", "(integer) 1")
                .runs(BitCommands::getbit);
    }

    private static Reply getbit(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long offset = offset(arguments);
        Blob blob = StringValue.find(keyspace, key);
        if (blob == null || offset >> 3 >= blob.length()) {
            return Reply.ZERO;
        }
        return Reply.truth((blob.read(offset >> 3, 1)[0] & 0x80 >> (offset & 7)) != 0);
    }

    static {
        FAMILY.command("BITCOUNT")
                .summary("Counts the bits that are set in a key's string or a part of it.")
                .since("2.6.0")
                .complexity("O(N) in the length of the part")
                .takes(key(), maybe(whole("start"), whole("end"), oneOf("BYTE", "BIT")))
                .reads()
                .example("SET word foobar", "OK")
                .example("BITCOUNT word", "(integer) 26")
                .example("BITCOUNT word 1 1", "(integer) 6")
                .example("BITCOUNT word 5 30 BIT", "(integer) 17")
                .runs(BitCommands::bitcount);
    }

    private static Reply bitcount(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        Blob blob = StringValue.find(keyspace, key);
        if (blob == null) {
            // Redis looks at the rest only when it has found the key.
            return Reply.ZERO;
        }
        if (arguments.left() == 1 || arguments.left() > 3) {
            throw CommandError.SYNTAX;
        }
        long start = 0;
        long end = -1;
        boolean inBits = false;
        if (arguments.more()) {
            start = arguments.whole();
            end = arguments.whole();
            inBits = inBits(arguments);
        }
        if (start < 0 && end < 0 && start > end) {
            return Reply.ZERO;
        }
        Range range = new Range(start, end, inBits);
        range.cut(blob.length());
        return range.empty() ? Reply.ZERO : Reply.whole(Bits.count(blob, range.firstBit(), range.lastBit()));
    }

    static {
        FAMILY.command("BITPOS")
                .summary("Finds the first bit that is set, or clear, in a key's string or a part of it.")
                .since("2.8.7")
                .complexity("O(N) in the length of the part")
                .takes(key(), whole("bit"), maybe(whole("start"), maybe(whole("end"), oneOf("BYTE", "BIT"))))
                .reads()
                .example("SET flags \"\\xff\\xf0\\x00\"", "OK")
                .example("BITPOS flags 0", "(integer) 12")
                .example("BITPOS flags 1 2", "(integer) -1")
                .runs(BitCommands::bitpos);
    }

    private static Reply bitpos(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long bit = arguments.whole();
        if (bit != 0 && bit != 1) {
            throw new CommandError("ERR The bit argument must be 1 or 0.");
        }
        Blob blob = StringValue.find(keyspace, key);
        if (blob == null) {
            return Reply.whole(-bit);
        }
        if (arguments.left() > 3) {
            throw CommandError.SYNTAX;
        }
        long start = arguments.more() ? arguments.whole() : 0;
        byte[] last = arguments.more() ? arguments.bytes() : null;
        boolean inBits = inBits(arguments);
        // In this order Redis refuses what is wrong.
        long end = last == null ? -1 : Numbers.whole(last);
        Range range = new Range(start, end, inBits);
        range.cut(blob.length());
        if (range.empty()) {
            return Reply.whole(-1);
        }
        long found = Bits.find(blob, bit == 1, range.firstBit(), range.lastBit());
        // Without an end, the string is taken to go on with zeros.
        return Reply.whole(found < 0 && bit == 0 && last == null ? blob.length() << 3 : found);
    }

    /** Reads the unit of a range, bytes where nothing is said. */
    private static boolean inBits(Arguments arguments) {
        if (!arguments.more() || arguments.flag("BYTE")) {
            return false;
        }
        if (!arguments.flag("BIT")) {
            throw CommandError.SYNTAX;
        }
        return true;
    }

    /** The places from one to another, counted in bytes or bits, from the end where negative. */
    private static final class Range {
        private final boolean bits;
        private long start;
        private long end;

        Range(long start, long end, boolean bits) {
            this.start = start;
            this.end = end;
            this.bits = bits;
        }

        /** Cuts it to a string of this length in bytes. */
        void cut(long length) {
            long size = bits ? length << 3 : length;
            start = start < 0 ? Math.max(0, start + size) : start;
            end = Math.min(size - 1, end < 0 ? Math.max(0, end + size) : end);
        }

        boolean empty() {
            return start > end;
        }

        long firstBit() {
            return bits ? start : start << 3;
        }

        long lastBit() {
            return bits ? end : (end << 3) + 7;
        }
    }

    static {
        FAMILY.command("BITOP")
                .summary("Combines the bits of several strings into one; shorter ones go on with zeros.")
                .since("2.6.0")
                .complexity("O(N) in the length of the longest")
                .takes(
                        either("operation", "AND", "OR", "XOR", "NOT", "DIFF", "DIFF1", "ANDOR", "ONE"),
                        key("destkey"),
                        many(key()))
                .writes()
                .mayGrow()
                .example("MSET a abc b abd", "OK")
                .example("BITOP AND both a b", "(integer) 3")
                .example("GET both", "\"ab`\"")
                .runs(BitCommands::bitop);
    }

    private static Reply bitop(Keyspace keyspace, Arguments arguments) {
        BitOperation operation = operation(arguments);
        byte[] target = arguments.key();
        byte[][] keys = arguments.rest();
        if (operation == BitOperation.NOT && keys.length > 1) {
            throw new CommandError("ERR BITOP NOT must be called with a single source key.");
        }
        if (operation.needsOthers() && keys.length < 2) {
            throw new CommandError("ERR BITOP " + operation + " must be called with at least two source keys.");
        }
        @Nullable Blob[] sources = new @Nullable Blob[keys.length];
        Entry into = null;
        long length = 0;
        for (int i = 0; i < keys.length; i++) {
            Entry entry = Entries.read(keyspace, keys[i], Kind.STRING);
            if (entry != null) {
                sources[i] = entry.blob();
                length = Math.max(length, entry.blob().length());
                into = Arrays.equals(keys[i], target) ? entry : into;
            }
        }
        if (length == 0) {
            keyspace.remove(target);
            return Reply.ZERO;
        }
        if (into == null) {
            into = keyspace.create(target, Kind.STRING);
        } else if (into.expireAt() != Entry.NEVER) {
            into.expireAt(Entry.NEVER);
        }
        combine(operation, sources, into.blob(), length);
        keyspace.event(EventClass.STRING, "set", target);
        return Reply.whole(length);
    }

    /** The target may be one of the sources: each piece is read from all of them before it is written. */
    private static void combine(BitOperation operation, @Nullable Blob[] sources, Blob target, long length) {
        byte[][] pieces = new byte[sources.length][];
        long[] words = new long[sources.length];
        for (long from = 0; from < length; from += Bits.PIECE) {
            int size = (int) Math.min(Bits.PIECE, length - from);
            int rounded = size + Long.BYTES - 1 & -Long.BYTES;
            for (int i = 0; i < sources.length; i++) {
                pieces[i] = Bits.padded(sources[i], from, rounded);
            }
            byte[] result = new byte[rounded];
            for (int at = 0; at < rounded; at += Long.BYTES) {
                for (int i = 0; i < words.length; i++) {
                    words[i] = Bits.word(pieces[i], at);
                }
                Bits.word(result, at, operation.of(words));
            }
            target.write(from, size == rounded ? result : Arrays.copyOf(result, size));
        }
    }

    private static BitOperation operation(Arguments arguments) {
        String name = arguments.text().toUpperCase(Locale.ROOT);
        for (BitOperation operation : BitOperation.values()) {
            if (operation.name().equals(name)) {
                return operation;
            }
        }
        throw CommandError.SYNTAX;
    }
}
