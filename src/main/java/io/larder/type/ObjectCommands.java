package io.larder.type;

import static io.larder.command.Argument.key;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.KeyUse;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Tree;

/**
 * OBJECT ENCODING, FREQ, IDLETIME, REFCOUNT, HELP. None of them counts as a use of the key.
 *
 * <p>Larder stores its values in one way each. ENCODING names the one that Redis 7.0 would choose by its default limits
 * for what the key holds now, since that is what clients and their tests look for. How keys are used is kept only where
 * a policy of eviction goes by it, and then in a few bits: FREQ is at most 15, and IDLETIME says for how long at least.
 *
 * @see <a href="https://redis.io/docs/latest/commands/object-encoding/">OBJECT ENCODING</a>
 */
public final class ObjectCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.GENERIC);

    private static final int SHORT_STRING = 44;
    private static final int SMALL_HASH = 512;
    private static final int SMALL_SET = 512;
    private static final int SMALL_SORTED_SET = 128;
    private static final int SHORT_MEMBER = 64;

    private static final String IT_TAKES_TIME = " Please note that when switching between policies at runtime LRU and"
            + " LFU data will take some time to adjust.";
    private static final CommandError NO_FREQUENCY = new CommandError(
            "ERR An LFU maxmemory policy is not selected, access frequency not tracked." + IT_TAKES_TIME);
    private static final CommandError NO_IDLE_TIME =
            new CommandError("ERR An LFU maxmemory policy is selected, idle time not tracked." + IT_TAKES_TIME);

    private ObjectCommands() {}

    static {
        FAMILY.command("OBJECT ENCODING")
                .summary("Names the encoding that Redis would choose for what a key holds.")
                .since("2.2.3")
                .complexity("O(1), and for small collections O(N) in their size")
                .takes(key())
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("SET visits 12", "OK")
                .example("OBJECT ENCODING visits", "\"int\"")
                .runs(ObjectCommands::encoding);
    }

    private static Reply encoding(Keyspace keyspace, Arguments arguments) {
        Entry entry = keyspace.peek(arguments.key());
        return entry == null ? Reply.NIL : Reply.bytes(encoding(entry));
    }

    private static String encoding(Entry entry) {
        return switch (entry.kind()) {
            case STRING -> {
                long length = entry.blob().length();
                if (length > SHORT_STRING) {
                    yield "raw";
                }
                yield Numbers.isWhole(entry.blob().all()) ? "int" : "embstr";
            }
            case LIST -> "quicklist";
            case SET -> allWhole(entry.tree(0)) ? "intset" : "hashtable";
            case SORTED_SET -> small(entry.tree(0), SMALL_SORTED_SET, 0) ? "listpack" : "skiplist";
            case CHANNEL -> "stream";
            case HASH -> small(entry.tree(0), SMALL_HASH, SHORT_MEMBER) ? "listpack" : "hashtable";
            case LEADERBOARD -> "skiplist";
        };
    }

    private static boolean allWhole(Tree members) {
        if (members.size() > SMALL_SET) {
            return false;
        }
        boolean[] all = {true};
        members.each(0, (key, value) -> all[0] = Numbers.isWhole(Member.of(key)));
        return all[0];
    }

    private static boolean small(Tree members, int most, int longestValue) {
        if (members.size() > most) {
            return false;
        }
        boolean[] all = {true};
        members.each(
                0,
                (key, value) -> all[0] = key.length - Member.PREFIX <= SHORT_MEMBER
                        && (longestValue == 0 || value.length <= longestValue));
        return all[0];
    }

    static {
        FAMILY.command("OBJECT FREQ")
                .summary("Answers how often a key was used of late, from 0 to 15, where a policy goes by that.")
                .since("4.0.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("OBJECT FREQ missing", "(nil)")
                .runs(ObjectCommands::freq);
        FAMILY.command("OBJECT IDLETIME")
                .summary("Answers for how many seconds a key was not used, at least, where a policy goes by that.")
                .since("2.2.3")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("OBJECT IDLETIME missing", "(nil)")
                .runs(ObjectCommands::idle);
    }

    private static Reply freq(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        if (keyspace.peek(key) == null) {
            return Reply.NIL;
        }
        KeyUse use = keyspace.use(key);
        if (!use.policy().byFrequency() && use.policy() != EvictionPolicy.ADAPTIVE) {
            throw NO_FREQUENCY;
        }
        return Reply.whole(use.frequency());
    }

    private static Reply idle(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        if (keyspace.peek(key) == null) {
            return Reply.NIL;
        }
        KeyUse use = keyspace.use(key);
        if (use.policy().byFrequency()) {
            throw NO_IDLE_TIME;
        }
        if (!use.policy().byUse()) {
            throw new CommandError("ERR idle time is not tracked under the maxmemory policy "
                    + use.policy().label() + ". It is under allkeys-lru, volatile-lru and adaptive.");
        }
        return Reply.whole(use.idleSeconds());
    }

    static {
        FAMILY.command("OBJECT REFCOUNT")
                .summary("Answers 1 for a key that is there: values are never shared between keys.")
                .since("2.2.3")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("SET greeting hello", "OK")
                .example("OBJECT REFCOUNT greeting", "(integer) 1")
                .runs(ObjectCommands::refcount);
    }

    private static Reply refcount(Keyspace keyspace, Arguments arguments) {
        return keyspace.peek(arguments.key()) == null ? Reply.NIL : Reply.ONE;
    }

    static {
        FAMILY.help("OBJECT", "6.2.0");
    }
}
