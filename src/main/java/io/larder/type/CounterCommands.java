package io.larder.type;

import static io.larder.command.Argument.key;
import static io.larder.command.Argument.real;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import io.larder.keyspace.Blob;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/** Strings that spell a number, counted up and down. The key keeps its expiry. */
final class CounterCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.STRING);

    private static final int LONGEST_WHOLE = 20;
    private static final int LONGEST_DECIMAL = 5 * 1024;
    private static final CommandError OVERFLOW = new CommandError("ERR increment or decrement would overflow");

    private CounterCommands() {}

    static {
        FAMILY.command("INCR")
                .summary("Adds one to the integer that a key has, 0 where it has nothing.")
                .complexity("O(1)")
                .takes(key())
                .writes()
                .fast()
                .mayGrow()
                .example("INCR visits", "(integer) 1")
                .example("INCR visits", "(integer) 2")
                .runs((keyspace, arguments) -> add(keyspace, arguments.key(), 1));

        FAMILY.command("DECR")
                .summary("Takes one from the integer that a key has, 0 where it has nothing.")
                .complexity("O(1)")
                .takes(key())
                .writes()
                .fast()
                .mayGrow()
                .example("DECR stock", "(integer) -1")
                .runs((keyspace, arguments) -> add(keyspace, arguments.key(), -1));

        FAMILY.command("INCRBY")
                .summary("Adds to the integer that a key has, 0 where it has nothing.")
                .complexity("O(1)")
                .takes(key(), whole("increment"))
                .writes()
                .fast()
                .mayGrow()
                .example("INCRBY visits 10", "(integer) 10")
                .runs((keyspace, arguments) -> add(keyspace, arguments.key(), arguments.whole()));

        FAMILY.command("DECRBY")
                .summary("Takes from the integer that a key has, 0 where it has nothing.")
                .complexity("O(1)")
                .takes(key(), whole("decrement"))
                .writes()
                .fast()
                .mayGrow()
                .example("DECRBY stock 10", "(integer) -10")
                .runs(CounterCommands::decrby);
    }

    private static Reply decrby(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long by = arguments.whole();
        if (by == Long.MIN_VALUE) {
            throw new CommandError("ERR decrement would overflow");
        }
        return add(keyspace, key, -by);
    }

    private static Reply add(Keyspace keyspace, byte[] key, long by) {
        Blob blob = StringValue.find(keyspace, key);
        long before = blob == null ? 0 : number(blob);
        long sum = before + by;
        if (((before ^ sum) & (by ^ sum)) < 0) {
            throw OVERFLOW;
        }
        put(keyspace, key, blob, Numbers.bytes(sum));
        keyspace.event(EventClass.STRING, "incrby", key);
        return Reply.whole(sum);
    }

    private static long number(Blob blob) {
        if (blob.length() > LONGEST_WHOLE) {
            throw CommandError.NOT_AN_INTEGER;
        }
        return Numbers.whole(blob.all());
    }

    private static void put(Keyspace keyspace, byte[] key, @Nullable Blob blob, byte[] text) {
        if (blob == null) {
            StringValue.replace(keyspace, key, text);
        } else {
            blob.set(text);
        }
    }

    static {
        FAMILY.command("INCRBYFLOAT")
                .summary("Adds to the decimal number that a key has, 0 where it has nothing.")
                .since("2.6.0")
                .complexity("O(1)")
                .takes(key(), real("increment"))
                .writes()
                .fast()
                .mayGrow()
                .example("SET price 10.50", "OK")
                .example("INCRBYFLOAT price 0.1", "\"10.6\"")
                .runs(CounterCommands::incrbyfloat);
    }

    private static Reply incrbyfloat(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] word = arguments.bytes();
        Blob blob = StringValue.find(keyspace, key);
        LongDouble before = blob == null ? LongDouble.ZERO : decimal(blob);
        byte[] text = before.plus(LongDouble.of(word, CommandError.NOT_A_FLOAT)).bytes();
        put(keyspace, key, blob, text);
        keyspace.event(EventClass.STRING, "incrbyfloat", key);
        return new Reply.Bytes(text);
    }

    private static LongDouble decimal(Blob blob) {
        if (blob.length() > LONGEST_DECIMAL) {
            throw CommandError.NOT_A_FLOAT;
        }
        return LongDouble.of(blob.all(), CommandError.NOT_A_FLOAT);
    }
}
