package io.larder.type;

import static io.larder.command.Argument.key;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Footprint;
import io.larder.keyspace.Keyspace;
import java.util.List;

/**
 * MEMORY USAGE, STATS, DOCTOR, HELP.
 *
 * <p>What they tell are the bytes that count against the limit. There is no MEMORY PURGE or MALLOC-STATS: no allocator
 * stands between the data and its files.
 *
 * @see <a href="https://redis.io/docs/latest/commands/memory-usage/">MEMORY USAGE</a>
 */
public final class MemoryCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SERVER);

    private MemoryCommands() {}

    static {
        FAMILY.command("MEMORY USAGE")
                .summary("Counts the bytes that a key and its value take of the limit.")
                .since("4.0.0")
                .complexity("O(N) in the pages of the value, one for each KiB; nothing is estimated from SAMPLES")
                .takes(key(), option("SAMPLES", whole("count")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("SET greeting hello", "OK")
                .example("MEMORY USAGE greeting", "any")
                .runs(MemoryCommands::usage);
    }

    private static Reply usage(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        while (arguments.more()) {
            if (!arguments.option("SAMPLES") || arguments.whole() < 0) {
                throw CommandError.SYNTAX;
            }
        }
        Entry entry = keyspace.peek(key);
        return entry == null ? Reply.NIL : Reply.whole(entry.bytes());
    }

    static {
        FAMILY.command("MEMORY STATS")
                .summary("Tells what the data takes, in bytes.")
                .since("4.0.0")
                .complexity("O(1)")
                .harmless()
                .flag(Flag.NONDETERMINISTIC)
                .example("MEMORY STATS", "any")
                .runs(MemoryCommands::stats);
    }

    private static Reply stats(Keyspace keyspace, Arguments arguments) {
        Footprint now = keyspace.footprint();
        return new Reply.Pairs(List.of(
                Reply.bytes("total.allocated"),
                Reply.whole(now.data() + now.uses()),
                Reply.bytes("keys.count"),
                Reply.whole(now.keys()),
                Reply.bytes("keys.bytes-per-key"),
                Reply.whole(now.keys() == 0 ? 0 : now.data() / now.keys()),
                Reply.bytes("dataset.bytes"),
                Reply.whole(now.data()),
                Reply.bytes("larder.limit"),
                Reply.whole(now.limit()),
                Reply.bytes("larder.entries"),
                Reply.whole(now.entries()),
                Reply.bytes("larder.pages"),
                Reply.whole(now.pages()),
                Reply.bytes("larder.pages.free"),
                Reply.whole(now.freePages()),
                Reply.bytes("larder.uses"),
                Reply.whole(now.uses()),
                Reply.bytes("larder.extra-tiers"),
                Reply.whole(now.extraTiers())));
    }

    static {
        FAMILY.command("MEMORY DOCTOR")
                .summary("Tells in words how full the store is, and what of its memory is out of the ordinary.")
                .since("4.0.0")
                .complexity("O(1)")
                .harmless()
                .flag(Flag.NONDETERMINISTIC)
                .example("MEMORY DOCTOR", "any")
                .runs((keyspace, arguments) -> Reply.bytes(new MemoryReport(keyspace.footprint()).text()));
    }

    static {
        FAMILY.help("MEMORY", "4.0.0");
    }
}
