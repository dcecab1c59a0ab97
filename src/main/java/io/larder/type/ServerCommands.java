package io.larder.type;

import static io.larder.command.Argument.oneOf;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;

/** The database as a whole: DBSIZE, FLUSHDB, FLUSHALL, TIME. */
public final class ServerCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SERVER);

    private static final int SECOND = 1000;

    private ServerCommands() {}

    static {
        FAMILY.command("DBSIZE")
                .summary("Counts the keys; some of them may have expired.")
                .complexity("O(1)")
                .category("@keyspace")
                .reads()
                .fast()
                .example("MSET one 1 two 2", "OK")
                .example("DBSIZE", "(integer) 2")
                .runs((keyspace, arguments) -> Reply.whole(keyspace.size()));
    }

    static {
        FAMILY.command("FLUSHDB")
                .summary("Takes all keys out.")
                .complexity("O(N) in the number of keys")
                .takes(oneOf("ASYNC", "SYNC"))
                .category("@keyspace")
                .writes()
                .flag(Flag.DANGEROUS)
                .flag(Flag.ANY_KEY)
                .flag(Flag.LONG)
                .example("SET greeting hello", "OK")
                .example("FLUSHDB", "OK")
                .example("DBSIZE", "(integer) 0")
                .runs(ServerCommands::flush);
        FAMILY.command("FLUSHALL")
                .summary("Takes all keys out: the same as FLUSHDB, there being one database.")
                .complexity("O(N) in the number of keys")
                .takes(oneOf("ASYNC", "SYNC"))
                .category("@keyspace")
                .writes()
                .flag(Flag.DANGEROUS)
                .flag(Flag.ANY_KEY)
                .flag(Flag.LONG)
                .example("SET greeting hello", "OK")
                .example("FLUSHALL ASYNC", "OK")
                .example("DBSIZE", "(integer) 0")
                .runs(ServerCommands::flush);
    }

    private static Reply flush(Keyspace keyspace, Arguments arguments) {
        if (arguments.more() && !arguments.flag("ASYNC") && !arguments.flag("SYNC")) {
            throw CommandError.SYNTAX;
        }
        arguments.end();
        keyspace.clear();
        return Reply.OK;
    }

    static {
        FAMILY.command("TIME")
                .summary("Answers the time: seconds since 1970, and the microseconds of the present one.")
                .since("2.6.0")
                .complexity("O(1)")
                .fast()
                .flag(Flag.NONDETERMINISTIC)
                .harmless()
                .example("TIME", "any")
                .runs(ServerCommands::time);
    }

    private static Reply time(Keyspace keyspace, Arguments arguments) {
        long now = keyspace.now();
        long micros = Math.floorMod(now, SECOND) * (long) SECOND;
        return Reply.many(Reply.bytes(Long.toString(Math.floorDiv(now, SECOND))), Reply.bytes(Long.toString(micros)));
    }
}
