package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.pattern;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Glob;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;

/**
 * Finding keys: SCAN, KEYS, RANDOMKEY.
 *
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
public final class ScanCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.GENERIC);

    private static final int AT_ONCE = 1024;

    private ScanCommands() {}

    static {
        FAMILY.command("SCAN")
                .summary("Walks over the keys in steps: answers a cursor for the next step and some keys.")
                .since("2.8.0")
                .complexity("O(1) for each key that is looked at; O(N) for all of them")
                .takes(
                        whole("cursor"),
                        option("MATCH", pattern("pattern")),
                        option("COUNT", whole("count")),
                        option("TYPE", bytes("type")),
                        flag("WITHTYPE"))
                .reads()
                .flag(Flag.ENUMERATES)
                .flag(Flag.ANY_KEY)
                .flag(Flag.NONDETERMINISTIC)
                .example("SET greeting hello", "OK")
                .example("SCAN 0", "1) \"0\"\n2) 1) \"greeting\"")
                .runs(ScanCommands::scan);
    }

    private static Reply scan(Keyspace keyspace, Arguments arguments) {
        ScanOptions options = ScanOptions.ofKeys(arguments);
        Glob glob = options.glob();
        String type = options.type();
        Keyspace.Scan step = keyspace.scan(options.cursor(), (int) Math.min(options.count(), Integer.MAX_VALUE));
        List<Reply> items = new ArrayList<>(step.found().size());
        for (Keyspace.Found found : step.found()) {
            String label = found.kind().label();
            if ((type == null || type.equalsIgnoreCase(label)) && (glob == null || glob.matches(found.key()))) {
                items.add(Reply.bytes(found.key()));
                if (options.withType()) {
                    items.add(Reply.bytes(label));
                }
            }
        }
        return ScanOptions.reply(step.cursor(), items);
    }

    static {
        FAMILY.command("KEYS")
                .summary("Answers all keys that match a pattern. Prefer SCAN: this looks at every key at once.")
                .complexity("O(N) in the number of keys")
                .takes(pattern("pattern"))
                .reads()
                .flag(Flag.DANGEROUS)
                .flag(Flag.ENUMERATES)
                .flag(Flag.ANY_KEY)
                .flag(Flag.LONG)
                .flag(Flag.UNORDERED)
                .example("MSET one 1 two 2", "OK")
                .example("KEYS t*", "1) \"two\"")
                .runs(ScanCommands::keys);
    }

    private static Reply keys(Keyspace keyspace, Arguments arguments) {
        Glob glob = new Glob(arguments.bytes());
        boolean all = glob.matchesAll();
        List<Reply> items = new ArrayList<>();
        long cursor = 0;
        do {
            Keyspace.Scan step = keyspace.scan(cursor, AT_ONCE);
            for (Keyspace.Found found : step.found()) {
                if (all || glob.matches(found.key())) {
                    items.add(Reply.bytes(found.key()));
                }
            }
            cursor = step.cursor();
        } while (cursor != 0);
        return new Reply.Many(items);
    }

    static {
        FAMILY.command("RANDOMKEY")
                .summary("Answers some key, each as likely as the other, or nil where there is none.")
                .complexity("O(1)")
                .reads()
                .flag(Flag.ENUMERATES)
                .flag(Flag.ANY_KEY)
                .flag(Flag.NONDETERMINISTIC)
                .example("SET greeting hello", "OK")
                .example("RANDOMKEY", "\"greeting\"")
                .runs(ScanCommands::randomKey);
    }

    private static Reply randomKey(Keyspace keyspace, Arguments arguments) {
        return Reply.bytes(keyspace.randomKey());
    }
}
