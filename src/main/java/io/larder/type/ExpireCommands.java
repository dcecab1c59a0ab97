package io.larder.type;

import static io.larder.command.Argument.key;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.time;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;

/**
 * When keys are gone: EXPIRE, PEXPIRE, EXPIREAT, PEXPIREAT, TTL, PTTL, EXPIRETIME, PEXPIRETIME, PERSIST.
 *
 * <p>Stored are milliseconds since 1970. A time that has passed already takes the key out at once.
 *
 * @see <a href="https://redis.io/docs/latest/commands/expire/">EXPIRE</a>
 */
public final class ExpireCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.GENERIC);

    private static final Argument CONDITION = oneOf("NX", "XX", "GT", "LT");
    private static final long MISSING = -2;
    private static final long FOREVER = -1;
    private static final int SECOND = 1000;

    private ExpireCommands() {}

    static {
        FAMILY.command("EXPIRE")
                .summary("Lets a key be gone after so many seconds.")
                .complexity("O(1)")
                .takes(key(), whole("seconds"), CONDITION)
                .writes()
                .fast()
                .example("SET code 1234", "OK")
                .example("EXPIRE code 60", "(integer) 1")
                .example("EXPIRE code 30 GT", "(integer) 0")
                .example("TTL code", "(integer) 60")
                .runs((keyspace, arguments) -> expire(keyspace, arguments, "expire", SECOND, keyspace.now()));
        FAMILY.command("PEXPIRE")
                .summary("Lets a key be gone after so many milliseconds.")
                .since("2.6.0")
                .complexity("O(1)")
                .takes(key(), whole("milliseconds"), CONDITION)
                .writes()
                .fast()
                .example("SET code 1234", "OK")
                .example("PEXPIRE code 60000", "(integer) 1")
                .runs((keyspace, arguments) -> expire(keyspace, arguments, "pexpire", 1, keyspace.now()));
        FAMILY.command("EXPIREAT")
                .summary("Lets a key be gone at a time given in seconds since 1970.")
                .since("1.2.0")
                .complexity("O(1)")
                .takes(key(), time("unix-time-seconds"), CONDITION)
                .writes()
                .fast()
                .example("SET code 1234", "OK")
                .example("EXPIREAT code 33177117420", "(integer) 1")
                .example("EXPIRETIME code", "(integer) 33177117420")
                .runs((keyspace, arguments) -> expire(keyspace, arguments, "expireat", SECOND, 0));
        FAMILY.command("PEXPIREAT")
                .summary("Lets a key be gone at a time given in milliseconds since 1970.")
                .since("2.6.0")
                .complexity("O(1)")
                .takes(key(), time("unix-time-milliseconds"), CONDITION)
                .writes()
                .fast()
                .example("SET code 1234", "OK")
                .example("PEXPIREAT code 33177117420000", "(integer) 1")
                .example("PEXPIRETIME code", "(integer) 33177117420000")
                .runs((keyspace, arguments) -> expire(keyspace, arguments, "pexpireat", 1, 0));
    }

    private static Reply expire(Keyspace keyspace, Arguments arguments, String command, int unit, long from) {
        byte[] key = arguments.key();
        byte[] number = arguments.bytes();
        Condition condition = Condition.read(arguments);
        long at = at(Numbers.whole(number), unit, from, command);
        Entry entry = keyspace.find(key);
        if (entry == null || !condition.holds(entry.expireAt(), at)) {
            return Reply.ZERO;
        }
        if (at <= keyspace.now()) {
            keyspace.remove(key);
        } else {
            entry.expireAt(Math.min(at, Entry.NEVER - 1));
            keyspace.event(EventClass.GENERIC, "expire", key);
        }
        return Reply.ONE;
    }

    private static long at(long time, int unit, long from, String command) {
        boolean fits = time <= Long.MAX_VALUE / unit && time >= Long.MIN_VALUE / unit;
        if (!fits || time * unit > Long.MAX_VALUE - from) {
            throw new CommandError("ERR invalid expire time in '" + command + "' command");
        }
        return time * unit + from;
    }

    /** What must hold of the expiry that is there: NX none, XX some, GT an earlier one, LT a later one or none. */
    private record Condition(boolean nx, boolean xx, boolean gt, boolean lt) {

        static Condition read(Arguments arguments) {
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            while (arguments.more()) {
                if (arguments.flag("NX")) {
                    nx = true;
                } else if (arguments.flag("XX")) {
                    xx = true;
                } else if (arguments.flag("GT")) {
                    gt = true;
                } else if (arguments.flag("LT")) {
                    lt = true;
                } else {
                    String word = new String(arguments.bytes(), StandardCharsets.UTF_8);
                    throw new CommandError("ERR Unsupported option " + word);
                }
            }
            if (nx && (xx || gt || lt)) {
                throw new CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
            }
            if (gt && lt) {
                throw new CommandError("ERR GT and LT options at the same time are not compatible");
            }
            return new Condition(nx, xx, gt, lt);
        }

        boolean holds(long present, long wanted) {
            return !(nx && present != Entry.NEVER
                    || xx && present == Entry.NEVER
                    || gt && wanted <= present
                    || lt && wanted >= present && present != Entry.NEVER);
        }
    }

    static {
        FAMILY.command("TTL")
                .summary("Answers in how many seconds a key is gone: -1 for never, -2 where there is no key.")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .flag(Flag.NONDETERMINISTIC)
                .example("SET code 1234 EX 60", "OK")
                .example("TTL code", "(integer) 60")
                .example("TTL missing", "(integer) -2")
                .runs((keyspace, arguments) -> expiry(keyspace, arguments, SECOND, keyspace.now()));
        FAMILY.command("PTTL")
                .summary("Answers in how many milliseconds a key is gone: -1 for never, -2 where there is no key.")
                .since("2.6.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .flag(Flag.NONDETERMINISTIC)
                .example("SET greeting hello", "OK")
                .example("PTTL greeting", "(integer) -1")
                .runs((keyspace, arguments) -> expiry(keyspace, arguments, 1, keyspace.now()));
        FAMILY.command("EXPIRETIME")
                .summary("Answers when a key is gone, in seconds since 1970: -1 for never, -2 where there is no key.")
                .since("7.0.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("SET code 1234 EXAT 33177117420", "OK")
                .example("EXPIRETIME code", "(integer) 33177117420")
                .runs((keyspace, arguments) -> expiry(keyspace, arguments, SECOND, 0));
        FAMILY.command("PEXPIRETIME")
                .summary(
                        "Answers when a key is gone, in milliseconds since 1970: -1 for never, -2 where there is none.")
                .since("7.0.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("SET code 1234 PXAT 33177117420000", "OK")
                .example("PEXPIRETIME code", "(integer) 33177117420000")
                .runs((keyspace, arguments) -> expiry(keyspace, arguments, 1, 0));
    }

    private static Reply expiry(Keyspace keyspace, Arguments arguments, int unit, long from) {
        Entry entry = keyspace.find(arguments.key());
        if (entry == null) {
            return Reply.whole(MISSING);
        }
        if (entry.expireAt() == Entry.NEVER) {
            return Reply.whole(FOREVER);
        }
        long millis = Math.max(0, entry.expireAt() - from);
        // Rounded to the nearest, without an overflow near the end of time.
        return Reply.whole(millis / unit + (unit > 1 && millis % unit >= unit / 2 ? 1 : 0));
    }

    static {
        FAMILY.command("PERSIST")
                .summary("Takes the expiry off a key.")
                .since("2.2.0")
                .complexity("O(1)")
                .takes(key())
                .writes()
                .fast()
                .example("SET code 1234 EX 60", "OK")
                .example("PERSIST code", "(integer) 1")
                .example("TTL code", "(integer) -1")
                .runs(ExpireCommands::persist);
    }

    private static Reply persist(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        Entry entry = keyspace.find(key);
        if (entry == null || entry.expireAt() == Entry.NEVER) {
            return Reply.ZERO;
        }
        entry.expireAt(Entry.NEVER);
        keyspace.event(EventClass.GENERIC, "persist", key);
        return Reply.ONE;
    }
}
