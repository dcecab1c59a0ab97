package io.larder.type;

import static io.larder.command.Argument.counted;
import static io.larder.command.Argument.either;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.real;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * Sorted sets of several: ZUNION, ZINTER, ZDIFF, their forms that store the result, and ZINTERCARD. Sets may be among
 * the inputs.
 *
 * @see <a href="https://redis.io/docs/latest/commands/zunion/">ZUNION</a>
 */
public final class SortedSetAlgebraCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.SORTED_SET);

    private static final CommandError NO_WEIGHT = new CommandError("ERR weight value is not a float");

    private static final String UNITED =
            "O(N) + O(M*log(M)), N being the size of all inputs together and M that of the result";
    private static final String INTERSECTED =
            "O(N*K*log(L)) + O(M*log(M)), N being the size of the smallest input, K the"
                    + " number of inputs, L the size of the largest and M that of the result";
    private static final String SUBTRACTED = "O(N*K*log(L)) + O(M*log(M)), N being the size of the first input, K the"
            + " number of inputs, L the size of the largest and M that of the result";

    private static final Argument WEIGHTS = option("WEIGHTS", many(real("weight")));
    private static final Argument AGGREGATE = option("AGGREGATE", either("aggregate", "SUM", "MIN", "MAX"));
    private static final Argument WITHSCORES = flag("WITHSCORES");

    private SortedSetAlgebraCommands() {}

    static {
        FAMILY.command("ZUNION")
                .summary("Answers the members of any of several sorted sets, their scores taken together.")
                .since("6.2.0")
                .complexity(UNITED)
                .takes(counted("numkeys"), WEIGHTS, AGGREGATE, WITHSCORES)
                .reads()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZUNION 2 mon tue WITHSCORES", "1) \"bob\"\n2) \"1\"\n3) \"ann\"\n4) \"5\"")
                .runs((keyspace, arguments) ->
                        answer(keyspace, Inputs.weighted(keyspace, arguments, "zunion"), SortedSetAlgebra::union));
        FAMILY.command("ZUNIONSTORE")
                .summary("Stores the members of any of several sorted sets as another one.")
                .since("2.0.0")
                .complexity(UNITED)
                .takes(key("destination"), counted("numkeys"), WEIGHTS, AGGREGATE)
                .writes()
                .mayGrow()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZUNIONSTORE week 2 mon tue WEIGHTS 1 10", "(integer) 2")
                .example("ZSCORE week ann", "\"23\"")
                .runs((keyspace, arguments) -> {
                    byte[] to = arguments.key();
                    return store(
                            keyspace,
                            to,
                            Inputs.weightedStored(keyspace, arguments, "zunionstore"),
                            SortedSetAlgebra::union,
                            "zunionstore");
                });
    }

    static {
        FAMILY.command("ZINTER")
                .summary("Answers the members of all of several sorted sets, their scores taken together.")
                .since("6.2.0")
                .complexity(INTERSECTED)
                .takes(counted("numkeys"), WEIGHTS, AGGREGATE, WITHSCORES)
                .reads()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZINTER 2 mon tue AGGREGATE MAX WITHSCORES", "1) \"ann\"\n2) \"3\"")
                .runs((keyspace, arguments) -> answer(
                        keyspace, Inputs.weighted(keyspace, arguments, "zinter"), SortedSetAlgebra::intersection));
        FAMILY.command("ZINTERSTORE")
                .summary("Stores the members of all of several sorted sets as another one.")
                .since("2.0.0")
                .complexity(INTERSECTED)
                .takes(key("destination"), counted("numkeys"), WEIGHTS, AGGREGATE)
                .writes()
                .mayGrow()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZINTERSTORE both 2 mon tue", "(integer) 1")
                .example("ZSCORE both ann", "\"5\"")
                .runs((keyspace, arguments) -> {
                    byte[] to = arguments.key();
                    return store(
                            keyspace,
                            to,
                            Inputs.weightedStored(keyspace, arguments, "zinterstore"),
                            SortedSetAlgebra::intersection,
                            "zinterstore");
                });
    }

    static {
        FAMILY.command("ZDIFF")
                .summary("Answers the members of the first of several sorted sets that are in none of the others.")
                .since("6.2.0")
                .complexity(SUBTRACTED)
                .takes(counted("numkeys"), WITHSCORES)
                .reads()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZDIFF 2 mon tue WITHSCORES", "1) \"bob\"\n2) \"1\"")
                .runs((keyspace, arguments) ->
                        answer(keyspace, Inputs.plain(keyspace, arguments, "zdiff"), SortedSetAlgebra::difference));
        FAMILY.command("ZDIFFSTORE")
                .summary("Stores the members of the first of several sorted sets that are in none of the others.")
                .since("6.2.0")
                .complexity(SUBTRACTED)
                .takes(key("destination"), counted("numkeys"))
                .writes()
                .mayGrow()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZDIFFSTORE only 2 mon tue", "(integer) 1")
                .example("ZSCORE only bob", "\"1\"")
                .runs((keyspace, arguments) -> {
                    byte[] to = arguments.key();
                    return store(
                            keyspace,
                            to,
                            Inputs.plainStored(keyspace, arguments, "zdiffstore"),
                            SortedSetAlgebra::difference,
                            "zdiffstore");
                });
    }

    static {
        FAMILY.command("ZINTERCARD")
                .summary("Counts the members that are in all of several sorted sets, up to a limit.")
                .since("7.0.0")
                .complexity(INTERSECTED)
                .takes(counted("numkeys"), option("LIMIT", whole("limit")))
                .reads()
                .example("ZADD mon 3 ann 1 bob", "(integer) 2")
                .example("ZADD tue 2 ann", "(integer) 1")
                .example("ZINTERCARD 2 mon tue", "(integer) 1")
                .runs(SortedSetAlgebraCommands::zintercard);
    }

    /** What is made of the inputs, in any order. */
    @FunctionalInterface
    private interface Operation {
        List<Scored> result(List<Operand> operands, DoubleBinaryOperator aggregate);
    }

    private static Reply answer(Keyspace keyspace, Inputs inputs, Operation operation) {
        List<Scored> members = operation.result(inputs.operands, inputs.aggregate);
        members.sort(Scored.BY_SCORE);
        List<Reply> items = new ArrayList<>(inputs.withScores ? 2 * members.size() : members.size());
        for (Scored member : members) {
            items.add(new Reply.Bytes(member.member()));
            if (inputs.withScores) {
                items.add(new Reply.Real(member.score()));
            }
        }
        return new Reply.Many(items);
    }

    private static Reply store(Keyspace keyspace, byte[] to, Inputs inputs, Operation operation, String event) {
        List<Scored> members = operation.result(inputs.operands, inputs.aggregate);
        return Reply.whole(SortedSet.store(keyspace, to, members, event));
    }

    private static Reply zintercard(Keyspace keyspace, Arguments arguments) {
        Inputs inputs = Inputs.limited(keyspace, arguments, "zintercard");
        long limit = inputs.limit;
        long[] count = {0};
        SortedSetAlgebra.intersect(inputs.operands, inputs.aggregate, member -> ++count[0] < limit);
        return Reply.whole(count[0]);
    }

    /** What one of these commands is told. As in Redis, wrong types are refused before wrong options. */
    private static final class Inputs {
        private final List<Operand> operands = new ArrayList<>();
        private DoubleBinaryOperator aggregate = Inputs::sum;
        private boolean withScores;
        private long limit;

        private Inputs(Keyspace keyspace, Arguments arguments, String command) {
            long count = arguments.whole();
            if (count < 1) {
                throw new CommandError("ERR at least 1 input key is needed for '" + command + "' command");
            }
            for (byte[] key : arguments.take(count)) {
                operands.add(Operand.find(keyspace, key));
            }
        }

        /** {@code numkeys key ... [WEIGHTS weight ...] [AGGREGATE SUM|MIN|MAX] [WITHSCORES]}. */
        static Inputs weighted(Keyspace keyspace, Arguments arguments, String command) {
            Inputs inputs = new Inputs(keyspace, arguments, command);
            while (arguments.more()) {
                if (!inputs.weighing(arguments) && !inputs.scoring(arguments)) {
                    throw CommandError.SYNTAX;
                }
            }
            return inputs;
        }

        /** The same without WITHSCORES. */
        static Inputs weightedStored(Keyspace keyspace, Arguments arguments, String command) {
            Inputs inputs = new Inputs(keyspace, arguments, command);
            while (arguments.more()) {
                if (!inputs.weighing(arguments)) {
                    throw CommandError.SYNTAX;
                }
            }
            return inputs;
        }

        /** {@code numkeys key ... [WITHSCORES]}. */
        static Inputs plain(Keyspace keyspace, Arguments arguments, String command) {
            Inputs inputs = new Inputs(keyspace, arguments, command);
            while (arguments.more()) {
                if (!inputs.scoring(arguments)) {
                    throw CommandError.SYNTAX;
                }
            }
            return inputs;
        }

        /** {@code numkeys key ...}. */
        static Inputs plainStored(Keyspace keyspace, Arguments arguments, String command) {
            Inputs inputs = new Inputs(keyspace, arguments, command);
            arguments.end();
            return inputs;
        }

        /** {@code numkeys key ... [LIMIT limit]}. */
        static Inputs limited(Keyspace keyspace, Arguments arguments, String command) {
            Inputs inputs = new Inputs(keyspace, arguments, command);
            inputs.limit = Counts.limit(arguments);
            return inputs;
        }

        private boolean scoring(Arguments arguments) {
            if (!arguments.flag("WITHSCORES")) {
                return false;
            }
            withScores = true;
            return true;
        }

        private boolean weighing(Arguments arguments) {
            if (arguments.left() > operands.size() && arguments.flag("WEIGHTS")) {
                operands.replaceAll(operand -> operand.times(arguments.real(NO_WEIGHT)));
                return true;
            }
            if (!arguments.option("AGGREGATE")) {
                return false;
            }
            if (arguments.flag("SUM")) {
                aggregate = Inputs::sum;
            } else if (arguments.flag("MIN")) {
                aggregate = (one, other) -> other < one ? other : one;
            } else if (arguments.flag("MAX")) {
                aggregate = (one, other) -> other > one ? other : one;
            } else {
                throw CommandError.SYNTAX;
            }
            return true;
        }

        /** An infinity and its opposite are 0 together. */
        private static double sum(double one, double other) {
            double sum = one + other;
            return Double.isNaN(sum) ? 0 : sum;
        }
    }
}
