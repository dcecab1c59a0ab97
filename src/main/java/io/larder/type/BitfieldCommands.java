package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.either;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Integers of any width from 1 to 64 bits at any bit of a string.
 *
 * @see <a href="https://redis.io/docs/latest/commands/bitfield/">BITFIELD</a>
 */
final class BitfieldCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.BITMAP);

    private static final CommandError BAD_TYPE = new CommandError(
            "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.");

    private BitfieldCommands() {}

    /** What to do where a value does not fit. */
    private enum Overflow {
        WRAP,
        SAT,
        FAIL
    }

    private enum Action {
        GET,
        SET,
        INCRBY
    }

    /** One step of the command. */
    private record Step(Action action, IntegerType type, long offset, long operand, Overflow overflow) {

        long lastByte() {
            return offset + type.bits() - 1 >> 3;
        }
    }

    static {
        FAMILY.command("BITFIELD")
                .summary("Reads, sets and counts up integers of any width within a key's string.")
                .since("3.2.0")
                .complexity("O(1) for each step")
                .takes(
                        key(),
                        Argument.maybe(many(oneOf(
                                option("GET", bytes("encoding"), bytes("offset")),
                                option("OVERFLOW", either("overflow", "WRAP", "SAT", "FAIL")),
                                option("SET", bytes("encoding"), bytes("offset"), whole("value")),
                                option("INCRBY", bytes("encoding"), bytes("offset"), whole("increment"))))))
                .writes()
                .mayGrow()
                .example(
                        "BITFIELD player SET u8 #0 200 INCRBY u8 #0 100 GET u8 #0",
                        "1) (integer) 0\n2) (integer) 44\n3) (integer) 44")
                .example("BITFIELD player OVERFLOW SAT INCRBY u8 #0 1000", "1) (integer) 255")
                .runs(BitfieldCommands::bitfield);
    }

    private static Reply bitfield(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        List<Step> steps = steps(arguments);
        long last = -1;
        for (Step step : steps) {
            if (step.action() != Action.GET) {
                last = Math.max(last, step.lastByte());
            }
        }
        if (last < 0) {
            Entry entry = Entries.read(keyspace, key, Kind.STRING);
            return new Run(entry == null ? null : entry.blob()).replies(steps);
        }
        Blob blob = StringValue.find(keyspace, key);
        if (blob == null) {
            blob = keyspace.create(key, Kind.STRING).blob();
        }
        Run run = new Run(blob);
        if (last >= blob.length()) {
            blob.write(last, new byte[1]);
            run.grown = true;
        }
        Reply replies = run.replies(steps);
        if (run.changed) {
            keyspace.event(EventClass.STRING, "setbit", key);
        }
        return replies;
    }

    static {
        FAMILY.command("BITFIELD_RO")
                .summary("Reads integers of any width within a key's string.")
                .since("6.0.0")
                .complexity("O(1) for each step")
                .takes(key(), Argument.maybe(many(option("GET", bytes("encoding"), bytes("offset")))))
                .reads()
                .fast()
                .example("SET word ab", "OK")
                .example("BITFIELD_RO word GET u8 #0 GET u4 8", "1) (integer) 97\n2) (integer) 6")
                .runs(BitfieldCommands::bitfieldRo);
    }

    private static Reply bitfieldRo(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        List<Step> steps = steps(arguments);
        for (Step step : steps) {
            if (step.action() != Action.GET) {
                throw new CommandError("ERR BITFIELD_RO only supports the GET subcommand");
            }
        }
        return new Run(StringValue.find(keyspace, key)).replies(steps);
    }

    private static List<Step> steps(Arguments arguments) {
        List<Step> steps = new ArrayList<>();
        Overflow overflow = Overflow.WRAP;
        while (arguments.more()) {
            Action action = null;
            if (arguments.left() >= 3 && arguments.flag("GET")) {
                action = Action.GET;
            } else if (arguments.left() >= 4 && arguments.flag("SET")) {
                action = Action.SET;
            } else if (arguments.left() >= 4 && arguments.flag("INCRBY")) {
                action = Action.INCRBY;
            } else if (arguments.option("OVERFLOW")) {
                overflow = overflow(arguments);
                continue;
            }
            if (action == null) {
                throw CommandError.SYNTAX;
            }
            IntegerType type = IntegerType.of(arguments.bytes());
            long offset = offset(arguments.bytes(), type.bits());
            long operand = action == Action.GET ? 0 : arguments.whole();
            steps.add(new Step(action, type, offset, operand, overflow));
        }
        return steps;
    }

    private static Overflow overflow(Arguments arguments) {
        String name = arguments.text().toUpperCase(Locale.ROOT);
        for (Overflow overflow : Overflow.values()) {
            if (overflow.name().equals(name)) {
                return overflow;
            }
        }
        throw new CommandError("ERR Invalid OVERFLOW type specified");
    }

    /** A place in bits, or with a {@code #} before it in integers of that width. All of it must lie within a string. */
    private static long offset(byte[] word, int bits) {
        boolean counted = word.length > 0 && word[0] == '#';
        byte[] number = counted ? Arrays.copyOfRange(word, 1, word.length) : word;
        if (!Numbers.isWhole(number)) {
            throw BitCommands.BAD_OFFSET;
        }
        long offset = Numbers.whole(number);
        long most = (Blob.LIMIT << 3) - bits;
        if (offset < 0 || offset > most || counted && offset > most / bits) {
            throw BitCommands.BAD_OFFSET;
        }
        return counted ? offset * bits : offset;
    }

    /** The steps of one command, done one after the other. */
    private static final class Run {
        private final @Nullable Blob blob;
        /** Whether the string has become longer for what is to be written. */
        private boolean grown;
        /** Whether there is anything to be told: a step that was not refused, and had something to change. */
        private boolean changed;

        Run(@Nullable Blob blob) {
            this.blob = blob;
        }

        Reply replies(List<Step> steps) {
            List<Reply> replies = new ArrayList<>(steps.size());
            for (Step step : steps) {
                replies.add(reply(step));
            }
            return new Reply.Many(replies);
        }

        private Reply reply(Step step) {
            IntegerType type = step.type();
            int shift = (int) (step.offset() & 7);
            int length = (int) (step.lastByte() - (step.offset() >> 3)) + 1;
            byte[] bytes = Bits.padded(blob, step.offset() >> 3, length);
            long before = type.read(bytes, shift);
            if (step.action() == Action.GET || blob == null) {
                return Reply.whole(before);
            }
            boolean set = step.action() == Action.SET;
            long base = set ? step.operand() : before;
            long by = set ? 0 : step.operand();
            int side = type.overflow(base, by);
            if (side != 0 && step.overflow() == Overflow.FAIL) {
                return Reply.NIL;
            }
            long after = side != 0 && step.overflow() == Overflow.SAT ? type.end(side) : type.wrap(base + by);
            blob.write(step.offset() >> 3, type.write(bytes, shift, after));
            changed |= grown || after != before;
            return Reply.whole(set ? before : after);
        }
    }

    /** A width with or without a sign: {@code i1} to {@code i64}, {@code u1} to {@code u63}. */
    private record IntegerType(boolean signed, int bits) {

        static IntegerType of(byte[] word) {
            boolean signed = word.length > 0 && word[0] == 'i';
            if (!signed && (word.length == 0 || word[0] != 'u')) {
                throw BAD_TYPE;
            }
            byte[] number = Arrays.copyOfRange(word, 1, word.length);
            if (!Numbers.isWhole(number)) {
                throw BAD_TYPE;
            }
            long bits = Numbers.whole(number);
            if (bits < 1 || bits > (signed ? 64 : 63)) {
                throw BAD_TYPE;
            }
            return new IntegerType(signed, (int) bits);
        }

        /** The largest value, or the least for a negative side. */
        long end(int side) {
            long most = signed ? Long.MAX_VALUE >> 64 - bits : Long.MAX_VALUE >> 63 - bits;
            return side > 0 ? most : signed ? -most - 1 : 0;
        }

        /**
         * Whether a sum is too large, 1, too small, -1, or fits, 0. A negative value to set is, without a sign, a large
         * one.
         */
        int overflow(long base, long by) {
            if (!signed && base < 0) {
                return 1;
            }
            long sum = base + by;
            if (((base ^ sum) & (by ^ sum)) < 0) {
                return by > 0 ? 1 : -1;
            }
            return sum > end(1) ? 1 : sum < end(-1) ? -1 : 0;
        }

        /** The value of the low bits. */
        long wrap(long value) {
            int unused = 64 - bits;
            return signed ? value << unused >> unused : value << unused >>> unused;
        }

        /** Reads from at most nine bytes; the first bit is {@code shift} bits within the first of them. */
        long read(byte[] bytes, int shift) {
            long value = 0;
            int spare = bytes.length * 8 - shift - bits;
            for (int i = 0; i < bytes.length; i++) {
                int b = bytes[i] & 0xff;
                value = i == bytes.length - 1 ? value << 8 - spare | b >> spare : value << 8 | b;
            }
            return wrap(value);
        }

        /** The same bytes with the value in its place. */
        byte[] write(byte[] bytes, int shift, long value) {
            byte[] result = bytes.clone();
            for (int i = 0; i < bits; i++) {
                int at = shift + bits - 1 - i;
                int mask = 0x80 >> (at & 7);
                if ((value >>> i & 1) != 0) {
                    result[at >> 3] |= (byte) mask;
                } else {
                    result[at >> 3] &= (byte) ~mask;
                }
            }
            return result;
        }
    }
}
