package io.larder.type;

import static io.larder.command.Argument.counted;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Intersection, union and difference of sets, answered, stored or counted. A key that is not there is an empty set.
 *
 * @see <a href="https://redis.io/docs/latest/commands/?group=set">Set commands</a>
 */
final class SetAlgebraCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SET);

    private static final CommandError TOO_FEW_KEYS =
            new CommandError("ERR Number of keys can't be greater than number of args");

    private SetAlgebraCommands() {}

    /** A way to make one set of several, of which one that is not there is null. */
    @FunctionalInterface
    private interface Combination {
        void run(List<@Nullable MemberSet> sets, Predicate<byte[]> sink);
    }

    static {
        FAMILY.command("SINTER")
                .summary("Gives the members that all of the sets have.")
                .complexity("O(N*M), N being the size of the smallest set and M the number of sets")
                .takes(many(key()))
                .reads()
                .flag(Flag.UNORDERED)
                .example("SADD red apple rose", "(integer) 2")
                .example("SADD fruit apple pear", "(integer) 2")
                .example("SINTER red fruit", "1) \"apple\"")
                .runs(SetAlgebraCommands::sinter);
    }

    private static Reply sinter(Keyspace keyspace, Arguments arguments) {
        return answer(keyspace, arguments, SetAlgebraCommands::intersection);
    }

    static {
        FAMILY.command("SINTERSTORE")
                .summary("Stores the members that all of the sets have, and counts them.")
                .complexity("O(N*M), N being the size of the smallest set and M the number of sets")
                .takes(key("destination"), many(key()))
                .writes()
                .mayGrow()
                .example("SADD red apple rose", "(integer) 2")
                .example("SADD fruit apple pear", "(integer) 2")
                .example("SINTERSTORE both red fruit", "(integer) 1")
                .example("SMEMBERS both", "1) \"apple\"")
                .runs(SetAlgebraCommands::sinterStore);
    }

    private static Reply sinterStore(Keyspace keyspace, Arguments arguments) {
        return store(keyspace, arguments, "sinterstore", SetAlgebraCommands::intersection);
    }

    static {
        FAMILY.command("SINTERCARD")
                .summary("Counts the members that all of the sets have, up to a limit.")
                .since("7.0.0")
                .complexity("O(N*M), N being the size of the smallest set and M the number of sets")
                .takes(counted("numkeys"), option("LIMIT", whole("limit")))
                .reads()
                .example("SADD red apple rose cherry", "(integer) 3")
                .example("SADD fruit apple pear cherry", "(integer) 3")
                .example("SINTERCARD 2 red fruit", "(integer) 2")
                .example("SINTERCARD 2 red fruit LIMIT 1", "(integer) 1")
                .runs(SetAlgebraCommands::sinterCard);
    }

    private static Reply sinterCard(Keyspace keyspace, Arguments arguments) {
        List<byte[]> keys = Counts.keys(arguments, TOO_FEW_KEYS);
        Counter counter = new Counter(Counts.limit(arguments));
        intersection(sets(keyspace, keys), counter);
        return Reply.whole(counter.count);
    }

    private static final class Counter implements Predicate<byte[]> {
        private final long limit;
        private long count;

        Counter(long limit) {
            this.limit = limit;
        }

        @Override
        public boolean test(byte[] key) {
            return ++count < limit;
        }
    }

    static {
        FAMILY.command("SUNION")
                .summary("Gives the members that any of the sets has.")
                .complexity("O(N*log(M)), N being the number of members in all sets and M the number of sets")
                .takes(many(key()))
                .reads()
                .flag(Flag.UNORDERED)
                .example("SADD red apple", "(integer) 1")
                .example("SUNION red blue", "1) \"apple\"")
                .runs(SetAlgebraCommands::sunion);
    }

    private static Reply sunion(Keyspace keyspace, Arguments arguments) {
        return answer(keyspace, arguments, SetAlgebraCommands::union);
    }

    static {
        FAMILY.command("SUNIONSTORE")
                .summary("Stores the members that any of the sets has, and counts them.")
                .complexity("O(N*log(M)), N being the number of members in all sets and M the number of sets")
                .takes(key("destination"), many(key()))
                .writes()
                .mayGrow()
                .example("SADD red apple rose", "(integer) 2")
                .example("SADD fruit apple pear", "(integer) 2")
                .example("SUNIONSTORE either red fruit", "(integer) 3")
                .runs(SetAlgebraCommands::sunionStore);
    }

    private static Reply sunionStore(Keyspace keyspace, Arguments arguments) {
        return store(keyspace, arguments, "sunionstore", SetAlgebraCommands::union);
    }

    static {
        FAMILY.command("SDIFF")
                .summary("Gives the members of the first set that none of the others has.")
                .complexity("O(N), N being the number of members in all sets")
                .takes(many(key()))
                .reads()
                .flag(Flag.UNORDERED)
                .example("SADD red apple rose", "(integer) 2")
                .example("SADD fruit apple pear", "(integer) 2")
                .example("SDIFF red fruit", "1) \"rose\"")
                .runs(SetAlgebraCommands::sdiff);
    }

    private static Reply sdiff(Keyspace keyspace, Arguments arguments) {
        return answer(keyspace, arguments, SetAlgebraCommands::difference);
    }

    static {
        FAMILY.command("SDIFFSTORE")
                .summary("Stores the members of the first set that none of the others has, and counts them.")
                .complexity("O(N), N being the number of members in all sets")
                .takes(key("destination"), many(key()))
                .writes()
                .mayGrow()
                .example("SADD red apple rose", "(integer) 2")
                .example("SADD fruit apple pear", "(integer) 2")
                .example("SDIFFSTORE others red fruit", "(integer) 1")
                .example("SMEMBERS others", "1) \"rose\"")
                .runs(SetAlgebraCommands::sdiffStore);
    }

    private static Reply sdiffStore(Keyspace keyspace, Arguments arguments) {
        return store(keyspace, arguments, "sdiffstore", SetAlgebraCommands::difference);
    }

    private static Reply answer(Keyspace keyspace, Arguments arguments, Combination combination) {
        List<Reply> members = new ArrayList<>();
        combination.run(sets(keyspace, List.of(arguments.rest())), key -> members.add(new Reply.Bytes(Member.of(key))));
        return new Reply.Many(members);
    }

    /** All is read before anything is written: the destination may be one of the sources. */
    private static Reply store(Keyspace keyspace, Arguments arguments, String event, Combination combination) {
        byte[] destination = arguments.key();
        List<byte[]> keys = new ArrayList<>();
        combination.run(sets(keyspace, List.of(arguments.rest())), keys::add);
        if (keys.isEmpty()) {
            keyspace.remove(destination);
            return Reply.ZERO;
        }
        Tree stored = keyspace.create(destination, Kind.SET).tree(0);
        for (byte[] key : keys) {
            stored.put(key, Tree.NOTHING);
        }
        keyspace.event(EventClass.SET, event, destination);
        return Reply.whole(keys.size());
    }

    private static List<@Nullable MemberSet> sets(Keyspace keyspace, List<byte[]> keys) {
        List<@Nullable MemberSet> sets = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            Entry entry = Entries.read(keyspace, key, Kind.SET);
            sets.add(entry == null ? null : new MemberSet(entry.tree(0)));
        }
        return sets;
    }

    private static List<MemberSet> there(List<@Nullable MemberSet> sets) {
        List<MemberSet> there = new ArrayList<>(sets.size());
        for (MemberSet set : sets) {
            if (set != null) {
                there.add(set);
            }
        }
        return there;
    }

    private static void intersection(List<@Nullable MemberSet> sets, Predicate<byte[]> sink) {
        List<MemberSet> there = there(sets);
        if (there.size() == sets.size()) {
            SetAlgebra.intersection(there, sink);
        }
    }

    private static void union(List<@Nullable MemberSet> sets, Predicate<byte[]> sink) {
        SetAlgebra.union(there(sets), sink);
    }

    private static void difference(List<@Nullable MemberSet> sets, Predicate<byte[]> sink) {
        MemberSet first = sets.get(0);
        if (first != null) {
            SetAlgebra.difference(first, there(sets.subList(1, sets.size())), sink);
        }
    }
}
