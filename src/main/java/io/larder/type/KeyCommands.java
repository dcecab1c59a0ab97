package io.larder.type;

import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one does with keys whatever they hold: DEL, UNLINK, EXISTS, TYPE, TOUCH, RENAME, RENAMENX, COPY, MOVE.
 *
 * @see <a href="https://redis.io/docs/latest/commands/?group=generic">Generic commands</a>
 */
public final class KeyCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.GENERIC);

    private static final Reply NO_TYPE = new Reply.Text("none");

    private KeyCommands() {}

    static {
        FAMILY.command("DEL")
                .summary("Takes keys out.")
                .complexity("O(N) in the number of keys, and in the size of what they hold")
                .takes(many(key()))
                .writes()
                .example("SET greeting hello", "OK")
                .example("DEL greeting missing", "(integer) 1")
                .runs(KeyCommands::del);
        FAMILY.command("UNLINK")
                .summary("Takes keys out, and gives their space back later where there is much of it.")
                .since("4.0.0")
                .complexity("O(1) for each key")
                .takes(many(key()))
                .writes()
                .fast()
                .example("SET greeting hello", "OK")
                .example("UNLINK greeting missing", "(integer) 1")
                .runs(KeyCommands::del);
    }

    private static Reply del(Keyspace keyspace, Arguments arguments) {
        long gone = 0;
        while (arguments.more()) {
            if (keyspace.remove(arguments.key())) {
                gone++;
            }
        }
        return Reply.whole(gone);
    }

    static {
        FAMILY.command("EXISTS")
                .summary("Counts how many of the keys are there; one that is named twice counts twice.")
                .complexity("O(N) in the number of keys")
                .takes(many(key()))
                .reads()
                .fast()
                .example("SET greeting hello", "OK")
                .example("EXISTS greeting missing greeting", "(integer) 2")
                .runs(KeyCommands::exists);
        FAMILY.command("TOUCH")
                .summary("Counts how many of the keys are there, and marks them as used.")
                .since("3.2.1")
                .complexity("O(N) in the number of keys")
                .takes(many(key()))
                .reads()
                .fast()
                .example("SET greeting hello", "OK")
                .example("TOUCH greeting missing", "(integer) 1")
                .runs(KeyCommands::exists);
    }

    private static Reply exists(Keyspace keyspace, Arguments arguments) {
        long there = 0;
        while (arguments.more()) {
            if (keyspace.find(arguments.key()) != null) {
                there++;
            }
        }
        return Reply.whole(there);
    }

    static {
        FAMILY.command("TYPE")
                .summary("Answers the type of what a key holds: string, list, set, zset, hash, or none.")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("LPUSH tasks write", "(integer) 1")
                .example("TYPE tasks", "list")
                .example("TYPE missing", "none")
                .runs(KeyCommands::type);
    }

    private static Reply type(Keyspace keyspace, Arguments arguments) {
        Entry entry = keyspace.find(arguments.key());
        return entry == null ? NO_TYPE : new Reply.Text(entry.kind().label());
    }

    static {
        FAMILY.command("RENAME")
                .summary("Gives a key another name, in place of whatever has that name.")
                .complexity("O(1), and the cost of DEL for what is replaced")
                .takes(key(), key("newkey"))
                .writes()
                .example("SET draft hello", "OK")
                .example("RENAME draft letter", "OK")
                .example("GET letter", "\"hello\"")
                .example("RENAME draft letter", "(error) ERR no such key")
                .runs(KeyCommands::rename);
    }

    private static Reply rename(Keyspace keyspace, Arguments arguments) {
        byte[] from = arguments.key();
        byte[] to = arguments.key();
        requireMovable(keyspace.find(from));
        if (!Arrays.equals(from, to)) {
            keyspace.rename(from, to);
        }
        return Reply.OK;
    }

    private static void requireMovable(@Nullable Entry entry) {
        if (entry == null) {
            throw CommandError.NO_SUCH_KEY;
        }
        if (!entry.kind().movable()) {
            throw new CommandError("ERR a " + entry.kind().label()
                    + " cannot be renamed or copied: further keys belong to it by its name");
        }
    }

    static {
        FAMILY.command("RENAMENX")
                .summary("Gives a key another name, unless that name is taken.")
                .complexity("O(1)")
                .takes(key(), key("newkey"))
                .writes()
                .fast()
                .example("MSET draft hello letter hi", "OK")
                .example("RENAMENX draft letter", "(integer) 0")
                .example("RENAMENX draft note", "(integer) 1")
                .runs(KeyCommands::renameNx);
    }

    private static Reply renameNx(Keyspace keyspace, Arguments arguments) {
        byte[] from = arguments.key();
        byte[] to = arguments.key();
        requireMovable(keyspace.find(from));
        if (keyspace.find(to) != null) {
            return Reply.ZERO;
        }
        keyspace.rename(from, to);
        return Reply.ONE;
    }

    static {
        FAMILY.command("COPY")
                .summary("Copies what a key holds, with its expiry, to another key.")
                .since("6.2.0")
                .complexity("O(N) in the size of what the key holds")
                .takes(key("source"), key("destination"), option("DB", whole("destination-db")), flag("REPLACE"))
                .writes()
                .mayGrow()
                .example("MSET draft hello letter hi", "OK")
                .example("COPY draft note", "(integer) 1")
                .example("COPY draft letter", "(integer) 0")
                .example("COPY draft letter REPLACE", "(integer) 1")
                .runs(KeyCommands::copy);
    }

    /** A key copied onto itself is no error, unlike in Redis: the REST clients expect 0. */
    private static Reply copy(Keyspace keyspace, Arguments arguments) {
        byte[] from = arguments.key();
        byte[] to = arguments.key();
        boolean replace = false;
        while (arguments.more()) {
            if (arguments.flag("REPLACE")) {
                replace = true;
            } else if (arguments.option("DB")) {
                arguments.database();
            } else {
                throw CommandError.SYNTAX;
            }
        }
        Entry source = Arrays.equals(from, to) ? null : keyspace.read(from);
        if (source == null || !replace && keyspace.find(to) != null) {
            return Reply.ZERO;
        }
        requireMovable(source);
        keyspace.copy(from, to);
        return Reply.ONE;
    }

    static {
        FAMILY.command("MOVE")
                .summary("Moves a key to another database; there is only database 0, so it is always refused.")
                .complexity("O(1)")
                .takes(key(), whole("db"))
                .writes()
                .fast()
                .example("MOVE greeting 1", "(error) ERR DB index is out of range")
                .runs(KeyCommands::move);
    }

    private static Reply move(Keyspace keyspace, Arguments arguments) {
        arguments.key();
        arguments.database();
        throw new CommandError("ERR source and destination objects are the same");
    }
}
