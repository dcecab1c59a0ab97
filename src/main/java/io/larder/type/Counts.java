package io.larder.type;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import java.util.List;

/** How commands are told how many: the same reading and the same refusals for all types. */
final class Counts {

    private static final CommandError NOT_POSITIVE = new CommandError("ERR value is out of range, must be positive");
    private static final CommandError OUT_OF_RANGE = new CommandError(
            "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");
    private static final CommandError TOO_MANY_PAIRS = new CommandError("ERR value is out of range");
    private static final CommandError NO_KEYS = new CommandError("ERR numkeys should be greater than 0");
    private static final CommandError NO_COUNT = new CommandError("ERR count should be greater than 0");
    private static final CommandError NEGATIVE_LIMIT = new CommandError("ERR LIMIT can't be negative");

    private Counts() {}

    /** How many to take out, 0 or more: the count of LPOP and SPOP. */
    static long taken(Arguments arguments) {
        return arguments.count(NOT_POSITIVE);
    }

    /** How many to draw, negative where one may come more than once: the count of SRANDMEMBER. */
    static long drawn(Arguments arguments) {
        long count = arguments.whole();
        if (count == Long.MIN_VALUE) {
            throw OUT_OF_RANGE;
        }
        return count;
    }

    /** The same for pairs, of which a reply holds half as many: the count of HRANDFIELD WITHVALUES. */
    static long pairs(long drawn) {
        if (drawn < -Long.MAX_VALUE / 2 || drawn > Long.MAX_VALUE / 2) {
            throw TOO_MANY_PAIRS;
        }
        return drawn;
    }

    /** Reads {@code [COUNT count]} to the end: how many LMPOP takes out, 1 or more. */
    static long popped(Arguments arguments) {
        long count = arguments.option("COUNT") ? arguments.count(NO_COUNT) : 1;
        if (count == 0) {
            throw NO_COUNT;
        }
        arguments.end();
        return count;
    }

    /** Reads {@code [LIMIT limit]} to the end: where SINTERCARD stops counting. */
    static long limit(Arguments arguments) {
        long limit = 0;
        while (arguments.more()) {
            if (!arguments.option("LIMIT")) {
                throw CommandError.SYNTAX;
            }
            limit = arguments.count(NEGATIVE_LIMIT);
        }
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** A number of keys, 1 or more, then the keys; {@code few} where there are not so many. */
    static List<byte[]> keys(Arguments arguments, CommandError few) {
        long count = arguments.whole(NO_KEYS);
        if (count < 1) {
            throw NO_KEYS;
        }
        if (count > arguments.left()) {
            throw few;
        }
        return arguments.take(count);
    }
}
