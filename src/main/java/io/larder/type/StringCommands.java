package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Blob;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Strings as a whole: set, get, and several of them in one step.
 *
 * @see <a href="https://redis.io/docs/latest/develop/data-types/strings/">Strings</a>
 */
final class StringCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.STRING);

    private StringCommands() {}

    static {
        FAMILY.command("GET")
                .summary("Gives the string that a key has.")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("SET greeting hello", "OK")
                .example("GET greeting", "\"hello\"")
                .runs(StringCommands::get);
    }

    private static Reply get(Keyspace keyspace, Arguments arguments) {
        Blob blob = StringValue.find(keyspace, arguments.key());
        return blob == null ? Reply.NIL : new Reply.Bytes(blob.all());
    }

    static {
        FAMILY.command("SET")
                .summary("Sets a key to a string, whatever it has, and sets or clears its expiry.")
                .complexity("O(1)")
                .takes(key(), bytes("value"), oneOf("NX", "XX"), flag("GET"), TimeOption.arguments("KEEPTTL"))
                .writes()
                .mayGrow()
                .example("SET greeting hello EX 60", "OK")
                .example("SET greeting hi NX", "(nil)")
                .example("SET greeting hi XX GET", "\"hello\"")
                .runs(StringCommands::set);
    }

    private static Reply set(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] value = arguments.bytes();
        if (!arguments.more()) {
            replace(keyspace, key, value);
            return Reply.OK;
        }
        SetOptions options = new SetOptions(arguments);
        long expireAt = options.expireAt(keyspace.now(), "set");
        if (!options.needOld()) {
            expire(keyspace, key, replace(keyspace, key, value), expireAt);
            return Reply.OK;
        }
        Entry old = options.get ? Entries.read(keyspace, key, Kind.STRING) : keyspace.find(key);
        Reply before = options.get && old != null ? new Reply.Bytes(old.blob().all()) : Reply.NIL;
        if (options.onlyNew && old != null || options.onlyOld && old == null) {
            return before;
        }
        long kept = options.keep && old != null ? old.expireAt() : Entry.NEVER;
        Entry entry = replace(keyspace, key, value);
        if (kept != Entry.NEVER) {
            entry.expireAt(kept);
        }
        expire(keyspace, key, entry, expireAt);
        return options.get ? before : Reply.OK;
    }

    private static Entry replace(Keyspace keyspace, byte[] key, byte[] value) {
        Entry entry = StringValue.replace(keyspace, key, value);
        keyspace.event(EventClass.STRING, "set", key);
        return entry;
    }

    private static void expire(Keyspace keyspace, byte[] key, Entry entry, long expireAt) {
        if (expireAt != Entry.NEVER) {
            entry.expireAt(expireAt);
            keyspace.event(EventClass.GENERIC, "expire", key);
        }
    }

    /** What may follow the value of SET. */
    private static final class SetOptions {
        private boolean onlyNew;
        private boolean onlyOld;
        private boolean get;
        private boolean keep;
        private @Nullable TimeOption time;
        private byte[] timeWord = {};

        SetOptions(Arguments arguments) {
            while (arguments.more()) {
                if (!onlyOld && arguments.flag("NX")) {
                    onlyNew = true;
                } else if (!onlyNew && arguments.flag("XX")) {
                    onlyOld = true;
                } else if (arguments.flag("GET")) {
                    get = true;
                } else if (time == null && arguments.flag("KEEPTTL")) {
                    keep = true;
                } else {
                    time(arguments);
                }
            }
        }

        private void time(Arguments arguments) {
            TimeOption next = TimeOption.next(arguments);
            if (next == null || keep || time != null && time != next) {
                throw CommandError.SYNTAX;
            }
            time = next;
            timeWord = arguments.bytes();
        }

        boolean needOld() {
            return onlyNew || onlyOld || get || keep;
        }

        long expireAt(long now, String command) {
            return time == null ? Entry.NEVER : time.at(timeWord, now, command);
        }
    }

    static {
        FAMILY.command("SETNX")
                .summary("Sets a key to a string if it has nothing yet.")
                .complexity("O(1)")
                .takes(key(), bytes("value"))
                .writes()
                .fast()
                .mayGrow()
                .example("SETNX greeting hello", "(integer) 1")
                .example("SETNX greeting hi", "(integer) 0")
                .runs(StringCommands::setnx);
    }

    private static Reply setnx(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] value = arguments.bytes();
        if (keyspace.find(key) != null) {
            return Reply.ZERO;
        }
        replace(keyspace, key, value);
        return Reply.ONE;
    }

    static {
        FAMILY.command("SETEX")
                .summary("Sets a key to a string that expires after so many seconds.")
                .since("2.0.0")
                .complexity("O(1)")
                .takes(key(), whole("seconds"), bytes("value"))
                .writes()
                .mayGrow()
                .example("SETEX greeting 60 hello", "OK")
                .runs((keyspace, arguments) -> setex(keyspace, arguments, TimeOption.EX, "setex"));

        FAMILY.command("PSETEX")
                .summary("Sets a key to a string that expires after so many milliseconds.")
                .since("2.6.0")
                .complexity("O(1)")
                .takes(key(), whole("milliseconds"), bytes("value"))
                .writes()
                .mayGrow()
                .example("PSETEX greeting 60000 hello", "OK")
                .runs((keyspace, arguments) -> setex(keyspace, arguments, TimeOption.PX, "psetex"));
    }

    private static Reply setex(Keyspace keyspace, Arguments arguments, TimeOption unit, String command) {
        byte[] key = arguments.key();
        long expireAt = unit.at(arguments.bytes(), keyspace.now(), command);
        byte[] value = arguments.bytes();
        expire(keyspace, key, replace(keyspace, key, value), expireAt);
        return Reply.OK;
    }

    static {
        FAMILY.command("GETSET")
                .summary("Sets a key to a string, and gives the one that it had.")
                .complexity("O(1)")
                .takes(key(), bytes("value"))
                .writes()
                .fast()
                .mayGrow()
                .example("SET greeting hello", "OK")
                .example("GETSET greeting hi", "\"hello\"")
                .runs(StringCommands::getset);
    }

    private static Reply getset(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] value = arguments.bytes();
        Entry old = Entries.read(keyspace, key, Kind.STRING);
        Reply before = old == null ? Reply.NIL : new Reply.Bytes(old.blob().all());
        replace(keyspace, key, value);
        return before;
    }

    static {
        FAMILY.command("GETDEL")
                .summary("Takes a key out, and gives the string that it had.")
                .since("6.2.0")
                .complexity("O(1)")
                .takes(key())
                .writes()
                .fast()
                .example("SET greeting hello", "OK")
                .example("GETDEL greeting", "\"hello\"")
                .example("GET greeting", "(nil)")
                .runs(StringCommands::getdel);
    }

    private static Reply getdel(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        Entry entry = Entries.read(keyspace, key, Kind.STRING);
        if (entry == null) {
            return Reply.NIL;
        }
        Reply before = new Reply.Bytes(entry.blob().all());
        keyspace.remove(key);
        return before;
    }

    static {
        FAMILY.command("GETEX")
                .summary("Gives the string that a key has, and sets or clears its expiry.")
                .since("6.2.0")
                .complexity("O(1)")
                .takes(key(), TimeOption.arguments("PERSIST"))
                .writes()
                .fast()
                .example("SET greeting hello", "OK")
                .example("GETEX greeting EX 60", "\"hello\"")
                .runs(StringCommands::getex);
    }

    private static Reply getex(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        boolean persist = false;
        TimeOption time = null;
        byte[] timeWord = {};
        while (arguments.more()) {
            if (time == null && arguments.flag("PERSIST")) {
                persist = true;
                continue;
            }
            TimeOption next = TimeOption.next(arguments);
            if (next == null || persist || time != null && time != next) {
                throw CommandError.SYNTAX;
            }
            time = next;
            timeWord = arguments.bytes();
        }
        Entry entry = Entries.read(keyspace, key, Kind.STRING);
        if (entry == null) {
            return Reply.NIL;
        }
        if (time == null && !(persist && entry.expireAt() != Entry.NEVER)) {
            return new Reply.Bytes(entry.blob().all());
        }
        // Redis looks at the time only when it has found the key.
        long expireAt = time == null ? Entry.NEVER : time.at(timeWord, keyspace.now(), "getex");
        Reply value = new Reply.Bytes(entry.blob().all());
        if (expireAt <= keyspace.now()) {
            keyspace.remove(key);
        } else {
            entry.expireAt(expireAt);
            keyspace.event(EventClass.GENERIC, persist ? "persist" : "expire", key);
        }
        return value;
    }

    static {
        FAMILY.command("MGET")
                .summary("Gives the strings of several keys; nil where there is none.")
                .complexity("O(N) in the number of keys")
                .takes(many(key()))
                .reads()
                .fast()
                .example("MSET a 1 b 2", "OK")
                .example("MGET a none b", "1) \"1\"\n2) (nil)\n3) \"2\"")
                .runs(StringCommands::mget);
    }

    private static Reply mget(Keyspace keyspace, Arguments arguments) {
        List<Reply> values = new ArrayList<>(arguments.left());
        while (arguments.more()) {
            Entry entry = keyspace.find(arguments.key());
            boolean string = entry != null && entry.kind() == Kind.STRING;
            values.add(string ? new Reply.Bytes(entry.blob().all()) : Reply.NIL);
        }
        return new Reply.Many(values);
    }

    static {
        FAMILY.command("MSET")
                .summary("Sets several keys to a string each, in one step.")
                .since("1.0.1")
                .complexity("O(N) in the number of keys")
                .takes(many(key(), bytes("value")))
                .writes()
                .mayGrow()
                .example("MSET a 1 b 2", "OK")
                .runs(StringCommands::mset);
    }

    private static Reply mset(Keyspace keyspace, Arguments arguments) {
        byte[][] pairs = pairs(arguments, "mset");
        setAll(keyspace, pairs);
        return Reply.OK;
    }

    static {
        FAMILY.command("MSETNX")
                .summary("Sets several keys to a string each if none of them has anything yet.")
                .since("1.0.1")
                .complexity("O(N) in the number of keys")
                .takes(many(key(), bytes("value")))
                .writes()
                .mayGrow()
                .example("MSETNX a 1 b 2", "(integer) 1")
                .example("MSETNX b 3 c 4", "(integer) 0")
                .runs(StringCommands::msetnx);
    }

    private static Reply msetnx(Keyspace keyspace, Arguments arguments) {
        byte[][] pairs = pairs(arguments, "msetnx");
        for (int i = 0; i < pairs.length; i += 2) {
            if (keyspace.find(pairs[i]) != null) {
                return Reply.ZERO;
            }
        }
        setAll(keyspace, pairs);
        return Reply.ONE;
    }

    private static byte[][] pairs(Arguments arguments, String command) {
        byte[][] pairs = arguments.rest();
        if (pairs.length % 2 != 0) {
            throw new CommandError("ERR wrong number of arguments for '" + command + "' command");
        }
        return pairs;
    }

    private static void setAll(Keyspace keyspace, byte[][] pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            replace(keyspace, pairs[i], pairs[i + 1]);
        }
    }
}
