package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.real;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.type.RangeQuery.By;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranges of a sorted set, by rank, score or member: ZRANGE and its older forms, ZRANGESTORE, ZCOUNT, ZLEXCOUNT,
 * ZREMRANGEBYRANK, ZREMRANGEBYSCORE, ZREMRANGEBYLEX.
 *
 * <p>Whatever the ends are, they become two positions first: see {@link RangeQuery}.
 *
 * @see <a href="https://redis.io/docs/latest/commands/zrange/">ZRANGE</a>
 */
public final class SortedSetRangeCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SORTED_SET);

    private static final String COUNTED = "O(log(N)), N being the size of the sorted set";
    private static final String READ =
            "O(log(N)+M), N being the size of the sorted set and M the number of members answered";
    private static final String REMOVED =
            "O(log(N)+M*log(N)), N being the size of the sorted set and M the number of members removed";
    private static final Argument LIMIT = option("LIMIT", whole("offset"), whole("count"));

    private SortedSetRangeCommands() {}

    static {
        FAMILY.command("ZCOUNT")
                .summary("Counts the members with scores in a range.")
                .since("2.0.0")
                .complexity(COUNTED)
                .takes(key(), real("min"), real("max"))
                .reads()
                .fast()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZCOUNT board (60 120", "(integer) 2")
                .example("ZCOUNT board -inf +inf", "(integer) 3")
                .runs((keyspace, arguments) -> count(keyspace, arguments, By.SCORE));
        FAMILY.command("ZLEXCOUNT")
                .summary("Counts the members between two members, where all have one score.")
                .since("2.8.9")
                .complexity(COUNTED)
                .takes(key(), bytes("min"), bytes("max"))
                .reads()
                .fast()
                .example("ZADD words 0 apple 0 bread 0 cheese", "(integer) 3")
                .example("ZLEXCOUNT words [b +", "(integer) 2")
                .runs((keyspace, arguments) -> count(keyspace, arguments, By.MEMBER));
    }

    private static Reply count(Keyspace keyspace, Arguments arguments, By by) {
        byte[] key = arguments.key();
        RangeQuery.Bounds bounds = RangeQuery.bounds(by, arguments.bytes(), arguments.bytes());
        SortedSet set = SortedSet.find(keyspace, key);
        return set == null ? Reply.ZERO : Reply.whole(bounds.in(set).size());
    }

    static {
        FAMILY.command("ZRANGE")
                .summary("Answers members by rank, score or member, from either end.")
                .since("1.2.0")
                .complexity(READ)
                .takes(
                        key(),
                        bytes("start"),
                        bytes("stop"),
                        oneOf("BYSCORE", "BYLEX"),
                        flag("REV"),
                        LIMIT,
                        flag("WITHSCORES"))
                .reads()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZRANGE board 0 1 REV WITHSCORES", "1) \"ann\"\n2) \"120\"\n3) \"bob\"\n4) \"90\"")
                .example("ZRANGE board (60 +inf BYSCORE LIMIT 0 1", "1) \"bob\"")
                .runs((keyspace, arguments) -> range(keyspace, arguments.key(), RangeQuery.any(arguments)));
        FAMILY.command("ZREVRANGE")
                .summary("Answers members by rank, from the highest score down.")
                .since("1.2.0")
                .complexity(READ)
                .takes(key(), whole("start"), whole("stop"), flag("WITHSCORES"))
                .reads()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZREVRANGE board 0 1", "1) \"ann\"\n2) \"bob\"")
                .runs((keyspace, arguments) ->
                        range(keyspace, arguments.key(), RangeQuery.of(By.RANK, true, arguments)));
        FAMILY.command("ZRANGEBYSCORE")
                .summary("Answers the members with scores in a range, from the lowest score up.")
                .since("1.0.5")
                .complexity(READ)
                .takes(key(), real("min"), real("max"), flag("WITHSCORES"), LIMIT)
                .reads()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZRANGEBYSCORE board (60 +inf WITHSCORES LIMIT 0 1", "1) \"bob\"\n2) \"90\"")
                .runs((keyspace, arguments) ->
                        range(keyspace, arguments.key(), RangeQuery.of(By.SCORE, false, arguments)));
        FAMILY.command("ZREVRANGEBYSCORE")
                .summary("Answers the members with scores in a range, from the highest score down.")
                .since("2.2.0")
                .complexity(READ)
                .takes(key(), real("max"), real("min"), flag("WITHSCORES"), LIMIT)
                .reads()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZREVRANGEBYSCORE board 100 -inf", "1) \"bob\"\n2) \"cat\"")
                .runs((keyspace, arguments) ->
                        range(keyspace, arguments.key(), RangeQuery.of(By.SCORE, true, arguments)));
        FAMILY.command("ZRANGEBYLEX")
                .summary("Answers the members between two members upwards, where all have one score.")
                .since("2.8.9")
                .complexity(READ)
                .takes(key(), bytes("min"), bytes("max"), LIMIT)
                .reads()
                .example("ZADD words 0 apple 0 bread 0 cheese", "(integer) 3")
                .example("ZRANGEBYLEX words [b (cheese", "1) \"bread\"")
                .runs((keyspace, arguments) ->
                        range(keyspace, arguments.key(), RangeQuery.of(By.MEMBER, false, arguments)));
        FAMILY.command("ZREVRANGEBYLEX")
                .summary("Answers the members between two members downwards, where all have one score.")
                .since("2.8.9")
                .complexity(READ)
                .takes(key(), bytes("max"), bytes("min"), LIMIT)
                .reads()
                .example("ZADD words 0 apple 0 bread 0 cheese", "(integer) 3")
                .example("ZREVRANGEBYLEX words + - LIMIT 0 2", "1) \"cheese\"\n2) \"bread\"")
                .runs((keyspace, arguments) ->
                        range(keyspace, arguments.key(), RangeQuery.of(By.MEMBER, true, arguments)));
    }

    private static Reply range(Keyspace keyspace, byte[] key, RangeQuery query) {
        SortedSet set = SortedSet.find(keyspace, key);
        if (set == null) {
            return Reply.NONE;
        }
        IndexRange range = query.in(set);
        List<Reply> items = new ArrayList<>(query.withScores() ? 2 * range.length() : range.length());
        set.each(range, query.back(), (member, score) -> {
            items.add(new Reply.Bytes(member));
            if (query.withScores()) {
                items.add(new Reply.Real(score));
            }
        });
        return new Reply.Many(items);
    }

    static {
        FAMILY.command("ZRANGESTORE")
                .summary("Stores a range of a sorted set as another one, in place of whatever is there.")
                .since("6.2.0")
                .complexity("O(log(N)+M*log(M)), N being the size of the sorted set and M the number of members stored")
                .takes(
                        key("dst"),
                        key("src"),
                        bytes("min"),
                        bytes("max"),
                        oneOf("BYSCORE", "BYLEX"),
                        flag("REV"),
                        LIMIT)
                .writes()
                .mayGrow()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZRANGESTORE top board 0 1 REV", "(integer) 2")
                .example("ZRANGE top 0 -1", "1) \"bob\"\n2) \"ann\"")
                .runs(SortedSetRangeCommands::zrangestore);
    }

    private static Reply zrangestore(Keyspace keyspace, Arguments arguments) {
        byte[] to = arguments.key();
        byte[] from = arguments.key();
        RangeQuery query = RangeQuery.stored(arguments);
        Entry entry = Entries.read(keyspace, from, Kind.SORTED_SET);
        SortedSet set = entry == null ? null : new SortedSet(entry);
        List<Scored> members = new ArrayList<>();
        if (set != null) {
            set.each(query.in(set), false, (member, score) -> members.add(new Scored(Member.key(member), score)));
        }
        return Reply.whole(SortedSet.store(keyspace, to, members, "zrangestore"));
    }

    static {
        FAMILY.command("ZREMRANGEBYRANK")
                .summary("Removes the members between two ranks, and counts them.")
                .since("2.0.0")
                .complexity(REMOVED)
                .takes(key(), whole("start"), whole("stop"))
                .writes()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZREMRANGEBYRANK board 0 -3", "(integer) 1")
                .runs((keyspace, arguments) -> remove(keyspace, arguments, By.RANK, "zremrangebyrank"));
        FAMILY.command("ZREMRANGEBYSCORE")
                .summary("Removes the members with scores in a range, and counts them.")
                .since("1.2.0")
                .complexity(REMOVED)
                .takes(key(), real("min"), real("max"))
                .writes()
                .example("ZADD board 120 ann 90 bob 60 cat", "(integer) 3")
                .example("ZREMRANGEBYSCORE board -inf (120", "(integer) 2")
                .runs((keyspace, arguments) -> remove(keyspace, arguments, By.SCORE, "zremrangebyscore"));
        FAMILY.command("ZREMRANGEBYLEX")
                .summary("Removes the members between two members, where all have one score, and counts them.")
                .since("2.8.9")
                .complexity(REMOVED)
                .takes(key(), bytes("min"), bytes("max"))
                .writes()
                .example("ZADD words 0 apple 0 bread 0 cheese", "(integer) 3")
                .example("ZREMRANGEBYLEX words - (c", "(integer) 2")
                .runs((keyspace, arguments) -> remove(keyspace, arguments, By.MEMBER, "zremrangebylex"));
    }

    private static Reply remove(Keyspace keyspace, Arguments arguments, By by, String event) {
        byte[] key = arguments.key();
        RangeQuery.Bounds bounds = RangeQuery.bounds(by, arguments.bytes(), arguments.bytes());
        SortedSet set = SortedSet.find(keyspace, key);
        if (set == null) {
            return Reply.ZERO;
        }
        IndexRange range = bounds.in(set);
        set.remove(range);
        if (range.size() > 0) {
            keyspace.event(EventClass.SORTED_SET, event, key);
        }
        return Reply.whole(range.size());
    }
}
