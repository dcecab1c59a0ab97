package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.pattern;
import static io.larder.command.Argument.real;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Hashes: fields with values behind one key.
 *
 * @see <a href="https://redis.io/docs/latest/commands/?group=hash">Hash commands</a>
 */
final class HashCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.HASH);

    private static final CommandError VALUE_NOT_AN_INTEGER = new CommandError("ERR hash value is not an integer");
    private static final CommandError VALUE_NOT_A_FLOAT = new CommandError("ERR hash value is not a float");
    private static final CommandError INFINITE = new CommandError("ERR value is NaN or Infinity");
    private static final CommandError OVERFLOW = new CommandError("ERR increment or decrement would overflow");

    private HashCommands() {}

    static {
        FAMILY.command("HSET")
                .summary("Sets fields of a hash, and counts those that are new.")
                .since("2.0.0")
                .complexity("O(log(N)) for each field, N being the number of fields in the hash")
                .takes(key(), many(bytes("field"), bytes("value")))
                .writes()
                .mayGrow()
                .fast()
                .example("HSET user name ann city oslo", "(integer) 2")
                .example("HSET user city rome", "(integer) 0")
                .example("HGET user city", "\"rome\"")
                .runs(HashCommands::hset);
    }

    private static Reply hset(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        return Reply.whole(put(keyspace, key, pairs(arguments, "hset")));
    }

    static {
        FAMILY.command("HMSET")
                .summary("Sets fields of a hash, as HSET does, but always answers OK.")
                .since("2.0.0")
                .complexity("O(log(N)) for each field, N being the number of fields in the hash")
                .takes(key(), many(bytes("field"), bytes("value")))
                .writes()
                .mayGrow()
                .fast()
                .example("HMSET user name ann city oslo", "OK")
                .example("HGET user name", "\"ann\"")
                .runs(HashCommands::hmset);
    }

    private static Reply hmset(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        put(keyspace, key, pairs(arguments, "hmset"));
        return Reply.OK;
    }

    private static byte[][] pairs(Arguments arguments, String name) {
        byte[][] pairs = arguments.rest();
        if (pairs.length % 2 != 0) {
            throw CommandError.wrongNumber(name);
        }
        return pairs;
    }

    private static long put(Keyspace keyspace, byte[] key, byte[][] pairs) {
        Hash hash = Hash.open(keyspace, key);
        long added = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (hash.put(pairs[i], pairs[i + 1])) {
                added++;
            }
        }
        keyspace.event(EventClass.HASH, "hset", key);
        return added;
    }

    static {
        FAMILY.command("HSETNX")
                .summary("Sets a field of a hash, unless it is there.")
                .since("2.0.0")
                .complexity("O(log(N)), N being the number of fields in the hash")
                .takes(key(), bytes("field"), bytes("value"))
                .writes()
                .mayGrow()
                .fast()
                .example("HSETNX user name ann", "(integer) 1")
                .example("HSETNX user name bob", "(integer) 0")
                .example("HGET user name", "\"ann\"")
                .runs(HashCommands::hsetNx);
    }

    private static Reply hsetNx(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] field = arguments.bytes();
        byte[] value = arguments.bytes();
        Hash hash = Hash.open(keyspace, key);
        if (hash.get(field) != null) {
            return Reply.ZERO;
        }
        hash.put(field, value);
        keyspace.event(EventClass.HASH, "hset", key);
        return Reply.ONE;
    }

    static {
        FAMILY.command("HGET")
                .summary("Gives the value of a field.")
                .since("2.0.0")
                .complexity("O(log(N)), N being the number of fields in the hash")
                .takes(key(), bytes("field"))
                .reads()
                .fast()
                .example("HSET user name ann", "(integer) 1")
                .example("HGET user name", "\"ann\"")
                .example("HGET user city", "(nil)")
                .runs(HashCommands::hget);
    }

    private static Reply hget(Keyspace keyspace, Arguments arguments) {
        Hash hash = Hash.find(keyspace, arguments.key());
        return hash == null ? Reply.NIL : Reply.bytes(hash.get(arguments.bytes()));
    }

    static {
        FAMILY.command("HMGET")
                .summary("Gives the values of several fields.")
                .since("2.0.0")
                .complexity("O(log(N)) for each field, N being the number of fields in the hash")
                .takes(key(), many(bytes("field")))
                .reads()
                .fast()
                .example("HSET user name ann city oslo", "(integer) 2")
                .example("HMGET user city age", "1) \"oslo\"\n2) (nil)")
                .runs(HashCommands::hmget);
    }

    private static Reply hmget(Keyspace keyspace, Arguments arguments) {
        Hash hash = Hash.find(keyspace, arguments.key());
        List<Reply> values = new ArrayList<>(arguments.left());
        while (arguments.more()) {
            byte[] field = arguments.bytes();
            values.add(hash == null ? Reply.NIL : Reply.bytes(hash.get(field)));
        }
        return new Reply.Many(values);
    }

    static {
        FAMILY.command("HGETALL")
                .summary("Gives all fields of a hash with their values.")
                .since("2.0.0")
                .complexity("O(N), N being the number of fields in the hash")
                .takes(key())
                .reads()
                .flag(Flag.UNORDERED)
                .example("HSET user name ann", "(integer) 1")
                .example("HGETALL user", "1) \"name\"\n2) \"ann\"")
                .runs(HashCommands::hgetAll);
    }

    private static Reply hgetAll(Keyspace keyspace, Arguments arguments) {
        Hash hash = Hash.find(keyspace, arguments.key());
        return new Reply.Pairs(hash == null ? List.of() : Shown.PAIR.all(hash.tree(), 2));
    }

    static {
        FAMILY.command("HKEYS")
                .summary("Gives all fields of a hash without their values.")
                .since("2.0.0")
                .complexity("O(N), N being the number of fields in the hash")
                .takes(key())
                .reads()
                .flag(Flag.UNORDERED)
                .example("HSET user name ann", "(integer) 1")
                .example("HKEYS user", "1) \"name\"")
                .runs(HashCommands::hkeys);
    }

    private static Reply hkeys(Keyspace keyspace, Arguments arguments) {
        return all(keyspace, arguments, Shown.MEMBER);
    }

    static {
        FAMILY.command("HVALS")
                .summary("Gives the values of all fields of a hash.")
                .since("2.0.0")
                .complexity("O(N), N being the number of fields in the hash")
                .takes(key())
                .reads()
                .flag(Flag.UNORDERED)
                .example("HSET user name ann", "(integer) 1")
                .example("HVALS user", "1) \"ann\"")
                .runs(HashCommands::hvals);
    }

    private static Reply hvals(Keyspace keyspace, Arguments arguments) {
        return all(keyspace, arguments, Shown.VALUE);
    }

    private static Reply all(Keyspace keyspace, Arguments arguments, Shown shown) {
        Hash hash = Hash.find(keyspace, arguments.key());
        return hash == null ? Reply.NONE : new Reply.Many(shown.all(hash.tree(), 1));
    }

    static {
        FAMILY.command("HDEL")
                .summary("Takes fields out of a hash, and counts those that were there.")
                .since("2.0.0")
                .complexity("O(log(N)) for each field, N being the number of fields in the hash")
                .takes(key(), many(bytes("field")))
                .writes()
                .fast()
                .example("HSET user name ann city oslo", "(integer) 2")
                .example("HDEL user city age", "(integer) 1")
                .runs(HashCommands::hdel);
    }

    private static Reply hdel(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        Hash hash = Hash.find(keyspace, key);
        long gone = 0;
        while (hash != null && arguments.more()) {
            if (hash.remove(arguments.bytes())) {
                gone++;
            }
        }
        if (gone > 0) {
            keyspace.event(EventClass.HASH, "hdel", key);
        }
        return Reply.whole(gone);
    }

    static {
        FAMILY.command("HLEN")
                .summary("Counts the fields of a hash.")
                .since("2.0.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("HSET user name ann city oslo", "(integer) 2")
                .example("HLEN user", "(integer) 2")
                .runs(HashCommands::hlen);
    }

    private static Reply hlen(Keyspace keyspace, Arguments arguments) {
        Hash hash = Hash.find(keyspace, arguments.key());
        return hash == null ? Reply.ZERO : Reply.whole(hash.size());
    }

    static {
        FAMILY.command("HSTRLEN")
                .summary("Gives the length of a field's value in bytes, 0 where there is none.")
                .since("3.2.0")
                .complexity("O(log(N)), N being the number of fields in the hash")
                .takes(key(), bytes("field"))
                .reads()
                .fast()
                .example("HSET user name ann", "(integer) 1")
                .example("HSTRLEN user name", "(integer) 3")
                .runs(HashCommands::hstrlen);
    }

    private static Reply hstrlen(Keyspace keyspace, Arguments arguments) {
        Hash hash = Hash.find(keyspace, arguments.key());
        byte[] value = hash == null ? null : hash.get(arguments.bytes());
        return value == null ? Reply.ZERO : Reply.whole(value.length);
    }

    static {
        FAMILY.command("HEXISTS")
                .summary("Tells whether a field is there.")
                .since("2.0.0")
                .complexity("O(log(N)), N being the number of fields in the hash")
                .takes(key(), bytes("field"))
                .reads()
                .fast()
                .example("HSET user name ann", "(integer) 1")
                .example("HEXISTS user name", "(integer) 1")
                .example("HEXISTS user city", "(integer) 0")
                .runs(HashCommands::hexists);
    }

    private static Reply hexists(Keyspace keyspace, Arguments arguments) {
        Hash hash = Hash.find(keyspace, arguments.key());
        return Reply.truth(hash != null && hash.get(arguments.bytes()) != null);
    }

    static {
        FAMILY.command("HINCRBY")
                .summary("Adds an integer to a field, which counts as 0 where it is not there, and gives the sum.")
                .since("2.0.0")
                .complexity("O(log(N)), N being the number of fields in the hash")
                .takes(key(), bytes("field"), whole("increment"))
                .writes()
                .mayGrow()
                .fast()
                .example("HINCRBY user visits 5", "(integer) 5")
                .example("HINCRBY user visits -2", "(integer) 3")
                .runs(HashCommands::hincrBy);
    }

    private static Reply hincrBy(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] field = arguments.bytes();
        long increment = arguments.whole();
        Hash hash = Hash.open(keyspace, key);
        byte[] text = hash.get(field);
        if (text != null && !Numbers.isWhole(text)) {
            throw VALUE_NOT_AN_INTEGER;
        }
        long value = text == null ? 0 : Numbers.whole(text);
        long sum = value + increment;
        if (((value ^ sum) & (increment ^ sum)) < 0) {
            throw OVERFLOW;
        }
        hash.put(field, Numbers.bytes(sum));
        keyspace.event(EventClass.HASH, "hincrby", key);
        return Reply.whole(sum);
    }

    static {
        FAMILY.command("HINCRBYFLOAT")
                .summary("Adds a number to a field, which counts as 0 where it is not there, and gives the sum.")
                .since("2.6.0")
                .complexity("O(log(N)), N being the number of fields in the hash")
                .takes(key(), bytes("field"), real("increment"))
                .writes()
                .mayGrow()
                .fast()
                .example("HINCRBYFLOAT account balance 10.5", "\"10.5\"")
                .example("HINCRBYFLOAT account balance -0.25", "\"10.25\"")
                .runs(HashCommands::hincrByFloat);
    }

    private static Reply hincrByFloat(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] field = arguments.bytes();
        LongDouble increment = LongDouble.of(arguments.bytes(), CommandError.NOT_A_FLOAT);
        if (!increment.finite()) {
            throw INFINITE;
        }
        Hash hash = Hash.open(keyspace, key);
        byte[] text = hash.get(field);
        LongDouble value = text == null ? LongDouble.ZERO : LongDouble.of(text, VALUE_NOT_A_FLOAT);
        byte[] sum = value.plus(increment).bytes();
        hash.put(field, sum);
        keyspace.event(EventClass.HASH, "hincrbyfloat", key);
        return Reply.bytes(sum);
    }

    static {
        FAMILY.command("HRANDFIELD")
                .summary("Gives random fields: different ones, or with a negative count each drawn from all.")
                .since("6.2.0")
                .complexity("O(C*log(N)), C being the count and N the number of fields in the hash")
                .takes(key(), maybe(whole("count"), flag("WITHVALUES")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("HSET user name ann", "(integer) 1")
                .example("HRANDFIELD user", "\"name\"")
                .example("HRANDFIELD user 5 WITHVALUES", "1) \"name\"\n2) \"ann\"")
                .example("HRANDFIELD user -2", "1) \"name\"\n2) \"name\"")
                .runs(HashCommands::hrandField);
    }

    private static Reply hrandField(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        if (!arguments.more()) {
            Hash hash = Hash.find(keyspace, key);
            return hash == null
                    ? Reply.NIL
                    : new Reply.Bytes(Member.of(hash.tree().keyAt(RandomElements.position(hash.size()))));
        }
        long count = Counts.drawn(arguments);
        boolean withValues = arguments.flag("WITHVALUES");
        arguments.end();
        long drawn = withValues ? Counts.pairs(count) : count;
        Hash hash = Hash.find(keyspace, key);
        if (hash == null) {
            return Reply.NONE;
        }
        return new Reply.Many(
                withValues
                        ? RandomElements.draw(hash.tree(), drawn, Shown.PAIR, 2)
                        : RandomElements.draw(hash.tree(), drawn, Shown.MEMBER, 1));
    }

    static {
        FAMILY.command("HSCAN")
                .summary("Gives some more fields with their values, and the cursor to go on with, 0 at the end.")
                .since("2.8.0")
                .complexity("O(C+log(N)), C being the count and N the number of fields in the hash")
                .takes(key(), bytes("cursor"), option("MATCH", pattern("pattern")), option("COUNT", whole("count")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("HSET user name ann", "(integer) 1")
                .example("HSCAN user 0 MATCH n*", "1) \"0\"\n2) 1) \"name\"\n   2) \"ann\"")
                .runs(HashCommands::hscan);
    }

    private static Reply hscan(Keyspace keyspace, Arguments arguments) {
        return MemberScan.step(keyspace, arguments, Kind.HASH, Shown.PAIR);
    }
}
