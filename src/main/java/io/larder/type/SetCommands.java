package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.counted;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.pattern;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sets: members, each once, in no order. What combines several sets is in {@link SetAlgebraCommands}.
 *
 * @see <a href="https://redis.io/docs/latest/commands/?group=set">Set commands</a>
 */
final class SetCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SET);

    private SetCommands() {}

    static {
        FAMILY.command("SADD")
                .summary("Adds members to a set, and counts those that are new.")
                .complexity("O(log(N)) for each member, N being the size of the set")
                .takes(key(), many(bytes("member")))
                .writes()
                .mayGrow()
                .fast()
                .example("SADD tags red blue red", "(integer) 2")
                .example("SADD tags blue", "(integer) 0")
                .runs(SetCommands::sadd);
    }

    private static Reply sadd(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        MemberSet set = MemberSet.open(keyspace, key);
        long added = 0;
        while (arguments.more()) {
            if (set.add(arguments.bytes())) {
                added++;
            }
        }
        if (added > 0) {
            keyspace.event(EventClass.SET, "sadd", key);
        }
        return Reply.whole(added);
    }

    static {
        FAMILY.command("SREM")
                .summary("Takes members out of a set, and counts those that were there.")
                .complexity("O(log(N)) for each member, N being the size of the set")
                .takes(key(), many(bytes("member")))
                .writes()
                .fast()
                .example("SADD tags red blue", "(integer) 2")
                .example("SREM tags blue green", "(integer) 1")
                .runs(SetCommands::srem);
    }

    private static Reply srem(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        MemberSet set = MemberSet.find(keyspace, key);
        long gone = 0;
        while (set != null && arguments.more()) {
            if (set.remove(arguments.bytes())) {
                gone++;
            }
        }
        if (gone > 0) {
            keyspace.event(EventClass.SET, "srem", key);
        }
        return Reply.whole(gone);
    }

    static {
        FAMILY.command("SISMEMBER")
                .summary("Tells whether a set has a member.")
                .complexity("O(log(N)), N being the size of the set")
                .takes(key(), bytes("member"))
                .reads()
                .fast()
                .example("SADD tags red blue", "(integer) 2")
                .example("SISMEMBER tags red", "(integer) 1")
                .example("SISMEMBER tags green", "(integer) 0")
                .runs(SetCommands::sisMember);
    }

    private static Reply sisMember(Keyspace keyspace, Arguments arguments) {
        MemberSet set = MemberSet.find(keyspace, arguments.key());
        return Reply.truth(set != null && set.has(arguments.bytes()));
    }

    static {
        FAMILY.command("SMISMEMBER")
                .summary("Tells of each of several members whether a set has it.")
                .since("6.2.0")
                .complexity("O(log(N)) for each member, N being the size of the set")
                .takes(key(), many(bytes("member")))
                .reads()
                .fast()
                .example("SADD tags red blue", "(integer) 2")
                .example("SMISMEMBER tags red green", "1) (integer) 1\n2) (integer) 0")
                .runs(SetCommands::smisMember);
    }

    private static Reply smisMember(Keyspace keyspace, Arguments arguments) {
        MemberSet set = MemberSet.find(keyspace, arguments.key());
        List<Reply> answers = new ArrayList<>(arguments.left());
        while (arguments.more()) {
            byte[] member = arguments.bytes();
            answers.add(Reply.truth(set != null && set.has(member)));
        }
        return new Reply.Many(answers);
    }

    static {
        FAMILY.command("SMEMBERS")
                .summary("Gives all members of a set.")
                .complexity("O(N), N being the size of the set")
                .takes(key())
                .reads()
                .flag(Flag.UNORDERED)
                .example("SADD tags red", "(integer) 1")
                .example("SMEMBERS tags", "1) \"red\"")
                .runs(SetCommands::smembers);
    }

    private static Reply smembers(Keyspace keyspace, Arguments arguments) {
        MemberSet set = MemberSet.find(keyspace, arguments.key());
        return set == null ? Reply.NONE : new Reply.Many(Shown.MEMBER.all(set.tree(), 1));
    }

    static {
        FAMILY.command("SCARD")
                .summary("Counts the members of a set.")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("SADD tags red blue", "(integer) 2")
                .example("SCARD tags", "(integer) 2")
                .runs(SetCommands::scard);
    }

    private static Reply scard(Keyspace keyspace, Arguments arguments) {
        MemberSet set = MemberSet.find(keyspace, arguments.key());
        return set == null ? Reply.ZERO : Reply.whole(set.size());
    }

    static {
        FAMILY.command("SMOVE")
                .summary("Moves a member from one set to another, if it is there.")
                .complexity("O(log(N)), N being the size of the larger set")
                .takes(key("source"), key("destination"), bytes("member"))
                .writes()
                .fast()
                .example("SADD open one two", "(integer) 2")
                .example("SMOVE open done one", "(integer) 1")
                .example("SMEMBERS done", "1) \"one\"")
                .runs(SetCommands::smove);
    }

    private static Reply smove(Keyspace keyspace, Arguments arguments) {
        byte[] source = arguments.key();
        byte[] destination = arguments.key();
        byte[] member = arguments.bytes();
        MemberSet from = MemberSet.find(keyspace, source);
        if (from == null) {
            return Reply.ZERO;
        }
        MemberSet.find(keyspace, destination);
        if (Arrays.equals(source, destination)) {
            return Reply.truth(from.has(member));
        }
        if (!from.remove(member)) {
            return Reply.ZERO;
        }
        keyspace.event(EventClass.SET, "srem", source);
        if (MemberSet.open(keyspace, destination).add(member)) {
            keyspace.event(EventClass.SET, "sadd", destination);
        }
        return Reply.ONE;
    }

    static {
        FAMILY.command("SRANDMEMBER")
                .summary("Gives random members: different ones, or with a negative count each drawn from all.")
                .complexity("O(C*log(N)), C being the count and N the size of the set")
                .takes(key(), maybe(whole("count")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("SADD tags red", "(integer) 1")
                .example("SRANDMEMBER tags", "\"red\"")
                .example("SRANDMEMBER tags 3", "1) \"red\"")
                .example("SRANDMEMBER tags -2", "1) \"red\"\n2) \"red\"")
                .runs(SetCommands::srandMember);
    }

    private static Reply srandMember(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        alone(arguments);
        boolean counted = arguments.more();
        long count = counted ? Counts.drawn(arguments) : 1;
        MemberSet set = MemberSet.find(keyspace, key);
        if (set == null) {
            return counted ? Reply.NONE : Reply.NIL;
        }
        return counted
                ? new Reply.Many(RandomElements.draw(set.tree(), count, Shown.MEMBER, 1))
                : new Reply.Bytes(Member.of(set.tree().keyAt(RandomElements.position(set.size()))));
    }

    /** Words behind a count are refused before the count is looked at. */
    private static void alone(Arguments arguments) {
        if (arguments.left() > 1) {
            throw CommandError.SYNTAX;
        }
    }

    static {
        FAMILY.command("SPOP")
                .summary("Takes a random member, or several, out of a set.")
                .complexity("O(C*log(N)), C being the count and N the size of the set")
                .takes(key(), maybe(whole("count")))
                .writes()
                .fast()
                .flag(Flag.NONDETERMINISTIC)
                .example("SADD tags red", "(integer) 1")
                .example("SPOP tags", "\"red\"")
                .example("SPOP tags", "(nil)")
                .runs(SetCommands::spop);
    }

    private static Reply spop(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        alone(arguments);
        boolean counted = arguments.more();
        long count = counted ? Counts.taken(arguments) : 1;
        MemberSet set = MemberSet.find(keyspace, key);
        if (set == null) {
            return counted ? Reply.NONE : Reply.NIL;
        }
        if (counted) {
            return count == 0 ? Reply.NONE : new Reply.Many(spop(keyspace, key, set, count));
        }
        long position = RandomElements.position(set.size());
        Reply member = new Reply.Bytes(Member.of(set.tree().keyAt(position)));
        set.tree().removeRange(position, position + 1);
        keyspace.event(EventClass.SET, "spop", key);
        return member;
    }

    private static List<Reply> spop(Keyspace keyspace, byte[] key, MemberSet set, long count) {
        if (count >= set.size()) {
            List<Reply> all = Shown.MEMBER.all(set.tree(), 1);
            keyspace.event(EventClass.SET, "spop", key);
            keyspace.remove(key);
            return all;
        }
        long[] positions = RandomElements.positions(set.size(), (int) count);
        List<Reply> members = RandomElements.at(set.tree(), positions, Shown.MEMBER, 1);
        for (int i = positions.length - 1; i >= 0; i--) {
            set.tree().removeRange(positions[i], positions[i] + 1);
        }
        keyspace.event(EventClass.SET, "spop", key);
        return members;
    }

    static {
        FAMILY.command("SSCAN")
                .summary("Gives some more members, and the cursor to go on with, 0 at the end.")
                .since("2.8.0")
                .complexity("O(C+log(N)), C being the count and N the size of the set")
                .takes(key(), bytes("cursor"), option("MATCH", pattern("pattern")), option("COUNT", whole("count")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("SADD tags red", "(integer) 1")
                .example("SSCAN tags 0 MATCH r*", "1) \"0\"\n2) 1) \"red\"")
                .runs(SetCommands::sscan);
    }

    private static Reply sscan(Keyspace keyspace, Arguments arguments) {
        return MemberScan.step(keyspace, arguments, Kind.SET, Shown.MEMBER);
    }
}
