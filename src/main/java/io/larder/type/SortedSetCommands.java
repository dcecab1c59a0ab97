package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.counted;
import static io.larder.command.Argument.either;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.oneOf;
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
 * Sorted sets, member by member: ZADD, ZINCRBY, ZREM, ZSCORE, ZMSCORE, ZCARD, ZRANK, ZREVRANK, ZPOPMIN, ZPOPMAX, ZMPOP,
 * ZRANDMEMBER, ZSCAN. Ranges are in {@link SortedSetRangeCommands}, unions and the like in
 * {@link SortedSetAlgebraCommands}.
 *
 * @see <a href="https://redis.io/docs/latest/commands/?group=sorted-set">Sorted set commands</a>
 */
public final class SortedSetCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SORTED_SET);

    private static final CommandError NOT_TOGETHER =
            new CommandError("ERR XX and NX options at the same time are not compatible");
    private static final CommandError NOT_COMPARED =
            new CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
    private static final CommandError NOT_SINGLE =
            new CommandError("ERR INCR option supports a single increment-element pair");
    private static final CommandError NOT_A_NUMBER = new CommandError("ERR resulting score is not a number (NaN)");

    private static final int NX = 1;
    private static final int XX = 2;
    private static final int GT = 4;
    private static final int LT = 8;
    private static final int CH = 16;
    private static final int INCR = 32;

    private static final Shown MEMBER = (key, value, items) -> items.add(new Reply.Bytes(Score.member(key)));
    private static final Shown WITH_SCORE = (key, value, items) -> {
        items.add(new Reply.Bytes(Score.member(key)));
        items.add(new Reply.Real(Score.score(key)));
    };
    private static final Shown SCANNED = (key, value, items) -> {
        items.add(new Reply.Bytes(Member.of(key)));
        items.add(Reply.bytes(Numbers.text(Score.of(Score.untrimmed(value)))));
    };

    private SortedSetCommands() {}

    static {
        FAMILY.command("ZADD")
                .summary("Adds members to a sorted set, or gives those that are there new scores.")
                .since("1.2.0")
                .complexity("O(log(N)) for each member, N being the size of the sorted set")
                .takes(
                        key(),
                        oneOf("NX", "XX"),
                        oneOf("GT", "LT"),
                        flag("CH"),
                        flag("INCR"),
                        many(real("score"), bytes("member")))
                .writes()
                .mayGrow()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZADD board GT CH 100 ann 100 bob", "(integer) 1")
                .example("ZADD board INCR 5 ann", "\"125\"")
                .runs(SortedSetCommands::zadd);
    }

    private static Reply zadd(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        int options = options(arguments);
        int pairs = arguments.left() / 2;
        if (pairs == 0 || arguments.left() % 2 != 0) {
            throw CommandError.SYNTAX;
        }
        refuse(options, pairs);
        double[] scores = new double[pairs];
        byte[][] members = new byte[pairs][];
        for (int i = 0; i < pairs; i++) {
            scores[i] = arguments.real();
            members[i] = arguments.bytes();
        }
        if ((options & INCR) != 0) {
            return increase(keyspace, key, options, scores[0], members[0]);
        }
        SortedSet set = (options & XX) != 0 ? SortedSet.find(keyspace, key) : SortedSet.open(keyspace, key);
        if (set == null) {
            return Reply.ZERO;
        }
        long added = 0;
        long changed = 0;
        for (int i = 0; i < pairs; i++) {
            SortedSet.Place place = set.at(members[i]);
            if (allowed(place, scores[i], options)) {
                boolean before = place.taken();
                if (place.score(scores[i])) {
                    changed++;
                    added += before ? 0 : 1;
                }
            }
        }
        if (changed > 0) {
            keyspace.event(EventClass.SORTED_SET, "zadd", key);
        }
        return Reply.whole((options & CH) != 0 ? changed : added);
    }

    private static int options(Arguments arguments) {
        int options = 0;
        while (true) {
            if (arguments.flag("NX")) {
                options |= NX;
            } else if (arguments.flag("XX")) {
                options |= XX;
            } else if (arguments.flag("GT")) {
                options |= GT;
            } else if (arguments.flag("LT")) {
                options |= LT;
            } else if (arguments.flag("CH")) {
                options |= CH;
            } else if (arguments.flag("INCR")) {
                options |= INCR;
            } else {
                return options;
            }
        }
    }

    private static void refuse(int options, int pairs) {
        if ((options & (NX | XX)) == (NX | XX)) {
            throw NOT_TOGETHER;
        }
        if (Integer.bitCount(options & (NX | GT | LT)) > 1) {
            throw NOT_COMPARED;
        }
        if ((options & INCR) != 0 && pairs > 1) {
            throw NOT_SINGLE;
        }
    }

    /** Whether the options let the place have this score. GT and LT only hold back what is there. */
    private static boolean allowed(SortedSet.Place place, double score, int options) {
        if (!place.taken()) {
            return (options & XX) == 0;
        }
        return (options & NX) == 0
                && ((options & GT) == 0 || score > place.score())
                && ((options & LT) == 0 || score < place.score());
    }

    private static Reply increase(Keyspace keyspace, byte[] key, int options, double by, byte[] member) {
        SortedSet set = (options & XX) != 0 ? SortedSet.find(keyspace, key) : SortedSet.open(keyspace, key);
        if (set == null) {
            return Reply.NIL;
        }
        SortedSet.Place place = set.at(member);
        if (place.taken() && (options & NX) != 0) {
            return Reply.NIL;
        }
        double score = place.taken() ? place.score() + by : by;
        if (Double.isNaN(score)) {
            throw NOT_A_NUMBER;
        }
        if (!allowed(place, score, options)) {
            return Reply.NIL;
        }
        if (place.score(score)) {
            keyspace.event(EventClass.SORTED_SET, "zincr", key);
        }
        return new Reply.Real(score);
    }

    static {
        FAMILY.command("ZINCRBY")
                .summary("Adds to the score of a member, which begins at 0.")
                .since("1.2.0")
                .complexity("O(log(N)), N being the size of the sorted set")
                .takes(key(), real("increment"), bytes("member"))
                .writes()
                .mayGrow()
                .fast()
                .example("ZINCRBY board 10 ann", "\"10\"")
                .example("ZINCRBY board 2.5 ann", "\"12.5\"")
                .runs(SortedSetCommands::zincrby);
    }

    private static Reply zincrby(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        if (options(arguments) != 0) {
            // As ZADD, it takes such a word for an option, and then has too few.
            throw CommandError.SYNTAX;
        }
        double by = arguments.real();
        return increase(keyspace, key, INCR, by, arguments.bytes());
    }

    static {
        FAMILY.command("ZREM")
                .summary("Removes members, and counts those that were there.")
                .since("1.2.0")
                .complexity("O(M*log(N)), N being the size of the sorted set and M the number of members")
                .takes(key(), many(bytes("member")))
                .writes()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZREM board bob carl", "(integer) 1")
                .runs(SortedSetCommands::zrem);
    }

    private static Reply zrem(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        SortedSet set = SortedSet.find(keyspace, key);
        long removed = 0;
        while (set != null && arguments.more()) {
            if (set.remove(arguments.bytes())) {
                removed++;
            }
        }
        if (removed > 0) {
            keyspace.event(EventClass.SORTED_SET, "zrem", key);
        }
        return Reply.whole(removed);
    }

    static {
        FAMILY.command("ZSCORE")
                .summary("Answers the score of a member.")
                .since("1.2.0")
                .complexity("O(log(N)), N being the size of the sorted set")
                .takes(key(), bytes("member"))
                .reads()
                .fast()
                .example("ZADD board 120 ann", "(integer) 1")
                .example("ZSCORE board ann", "\"120\"")
                .example("ZSCORE board bob", "(nil)")
                .runs(SortedSetCommands::zscore);
    }

    private static Reply zscore(Keyspace keyspace, Arguments arguments) {
        SortedSet set = SortedSet.find(keyspace, arguments.key());
        return set == null ? Reply.NIL : score(set, arguments.bytes());
    }

    private static Reply score(SortedSet set, byte[] member) {
        double score = set.score(member);
        return Double.isNaN(score) ? Reply.NIL : new Reply.Real(score);
    }

    static {
        FAMILY.command("ZMSCORE")
                .summary("Answers the scores of several members.")
                .since("6.2.0")
                .complexity("O(M*log(N)), N being the size of the sorted set and M the number of members")
                .takes(key(), many(bytes("member")))
                .reads()
                .fast()
                .example("ZADD board 120 ann", "(integer) 1")
                .example("ZMSCORE board ann bob", "1) \"120\"\n2) (nil)")
                .runs(SortedSetCommands::zmscore);
    }

    private static Reply zmscore(Keyspace keyspace, Arguments arguments) {
        SortedSet set = SortedSet.find(keyspace, arguments.key());
        List<Reply> scores = new ArrayList<>(arguments.left());
        while (arguments.more()) {
            byte[] member = arguments.bytes();
            scores.add(set == null ? Reply.NIL : score(set, member));
        }
        return new Reply.Many(scores);
    }

    static {
        FAMILY.command("ZCARD")
                .summary("Counts the members of a sorted set.")
                .since("1.2.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZCARD board", "(integer) 2")
                .runs(SortedSetCommands::zcard);
    }

    private static Reply zcard(Keyspace keyspace, Arguments arguments) {
        SortedSet set = SortedSet.find(keyspace, arguments.key());
        return set == null ? Reply.ZERO : Reply.whole(set.size());
    }

    static {
        FAMILY.command("ZRANK")
                .summary("Answers how many members rank before this one, from the lowest score up.")
                .since("2.0.0")
                .complexity("O(log(N)), N being the size of the sorted set")
                .takes(key(), bytes("member"))
                .reads()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZRANK board ann", "(integer) 1")
                .runs((keyspace, arguments) -> rank(keyspace, arguments, false));
        FAMILY.command("ZREVRANK")
                .summary("Answers how many members rank before this one, from the highest score down.")
                .since("2.0.0")
                .complexity("O(log(N)), N being the size of the sorted set")
                .takes(key(), bytes("member"))
                .reads()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZREVRANK board ann", "(integer) 0")
                .runs((keyspace, arguments) -> rank(keyspace, arguments, true));
    }

    private static Reply rank(Keyspace keyspace, Arguments arguments, boolean back) {
        SortedSet set = SortedSet.find(keyspace, arguments.key());
        if (set == null) {
            return Reply.NIL;
        }
        byte[] member = arguments.bytes();
        long rank = back ? set.reverseRank(member) : set.rank(member);
        return rank < 0 ? Reply.NIL : Reply.whole(rank);
    }

    static {
        FAMILY.command("ZPOPMIN")
                .summary("Removes the members with the lowest scores, one or as many as asked for, and answers them.")
                .since("5.0.0")
                .complexity("O(M*log(N)), N being the size of the sorted set and M the number of members removed")
                .takes(key(), maybe(whole("count")))
                .writes()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZPOPMIN board", "1) \"bob\"\n2) \"90\"")
                .runs((keyspace, arguments) -> pop(keyspace, arguments, false));
        FAMILY.command("ZPOPMAX")
                .summary("Removes the members with the highest scores, one or as many as asked for, and answers them.")
                .since("5.0.0")
                .complexity("O(M*log(N)), N being the size of the sorted set and M the number of members removed")
                .takes(key(), maybe(whole("count")))
                .writes()
                .fast()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZPOPMAX board 5", "1) \"ann\"\n2) \"120\"\n3) \"bob\"\n4) \"90\"")
                .runs((keyspace, arguments) -> pop(keyspace, arguments, true));
    }

    private static Reply pop(Keyspace keyspace, Arguments arguments, boolean highest) {
        byte[] key = arguments.key();
        if (arguments.left() > 1) {
            throw CommandError.SYNTAX;
        }
        long count = arguments.more() ? Counts.taken(arguments) : 1;
        SortedSet set = SortedSet.find(keyspace, key);
        if (set == null) {
            return Reply.NONE;
        }
        IndexRange range = end(set, count, highest);
        List<Reply> items = new ArrayList<>(range.length() * 2);
        set.each(range, highest, (member, score) -> {
            items.add(new Reply.Bytes(member));
            items.add(new Reply.Real(score));
        });
        remove(keyspace, key, set, range, highest);
        return new Reply.Many(items);
    }

    private static void remove(Keyspace keyspace, byte[] key, SortedSet set, IndexRange range, boolean highest) {
        if (range.size() > 0) {
            set.remove(range);
            keyspace.event(EventClass.SORTED_SET, highest ? "zpopmax" : "zpopmin", key);
        }
    }

    private static IndexRange end(SortedSet set, long count, boolean highest) {
        return new IndexRange(0, set.size()).limit(0, count, highest);
    }

    static {
        FAMILY.command("ZMPOP")
                .summary("Removes members with the lowest or highest scores from the first key that has any.")
                .since("7.0.0")
                .complexity(
                        "O(K) + O(M*log(N)), K being the number of keys, N the size of the sorted set and M the number"
                                + " of members removed")
                .takes(counted("numkeys"), either("where", "MIN", "MAX"), option("COUNT", whole("count")))
                .writes()
                .example("ZADD board 120 ann 90 bob", "(integer) 2")
                .example("ZMPOP 2 empty board MIN", "1) \"board\"\n2) 1) 1) \"bob\"\n      2) \"90\"")
                .runs(SortedSetCommands::zmpop);
    }

    private static Reply zmpop(Keyspace keyspace, Arguments arguments) {
        List<byte[]> keys = Counts.keys(arguments, CommandError.SYNTAX);
        boolean highest = !arguments.flag("MIN");
        if (highest && !arguments.flag("MAX")) {
            throw CommandError.SYNTAX;
        }
        long count = Counts.popped(arguments);
        for (byte[] key : keys) {
            SortedSet set = SortedSet.find(keyspace, key);
            if (set != null) {
                IndexRange range = end(set, count, highest);
                List<Reply> items = new ArrayList<>(range.length());
                set.each(
                        range,
                        highest,
                        (member, score) -> items.add(Reply.many(new Reply.Bytes(member), new Reply.Real(score))));
                remove(keyspace, key, set, range, highest);
                return Reply.many(new Reply.Bytes(key), new Reply.Many(items));
            }
        }
        return Reply.NIL_MANY;
    }

    static {
        FAMILY.command("ZRANDMEMBER")
                .summary("Answers members by chance: one, or as many different ones as asked for, or with a negative"
                        + " count that many which may repeat.")
                .since("6.2.0")
                .complexity("O(M*log(N)), N being the size of the sorted set and M the number of members")
                .takes(key(), maybe(whole("count"), flag("WITHSCORES")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("ZADD board 120 ann", "(integer) 1")
                .example("ZRANDMEMBER board", "\"ann\"")
                .example("ZRANDMEMBER board -2 WITHSCORES", "1) \"ann\"\n2) \"120\"\n3) \"ann\"\n4) \"120\"")
                .runs(SortedSetCommands::zrandmember);
    }

    private static Reply zrandmember(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        if (!arguments.more()) {
            SortedSet set = SortedSet.find(keyspace, key);
            return set == null
                    ? Reply.NIL
                    : new Reply.Bytes(Score.member(set.order().keyAt(RandomElements.position(set.size()))));
        }
        long count = Counts.drawn(arguments);
        boolean withScores = arguments.flag("WITHSCORES");
        arguments.end();
        long drawn = withScores ? Counts.pairs(count) : count;
        SortedSet set = SortedSet.find(keyspace, key);
        if (set == null) {
            return Reply.NONE;
        }
        return new Reply.Many(
                RandomElements.draw(set.order(), drawn, withScores ? WITH_SCORE : MEMBER, withScores ? 2 : 1));
    }

    static {
        FAMILY.command("ZSCAN")
                .summary("Answers some members with their scores, and where to go on.")
                .since("2.8.0")
                .complexity("O(log(N)) for a call, O(N) for all, N being the size of the sorted set")
                .takes(key(), whole("cursor"), option("MATCH", pattern("pattern")), option("COUNT", whole("count")))
                .reads()
                .flag(Flag.NONDETERMINISTIC)
                .example("ZADD board 120 ann", "(integer) 1")
                .example("ZSCAN board 0 MATCH a*", "1) \"0\"\n2) 1) \"ann\"\n   2) \"120\"")
                .runs(SortedSetCommands::zscan);
    }

    private static Reply zscan(Keyspace keyspace, Arguments arguments) {
        return MemberScan.step(keyspace, arguments, Kind.SORTED_SET, SCANNED);
    }
}
