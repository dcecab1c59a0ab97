package io.larder.type;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Reply;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What HSCAN, SSCAN and ZSCAN are told after their key: {@code cursor [MATCH pattern] [COUNT count]}.
 *
 * @param cursor 0, or what the last call gave
 * @param match what the elements shown must match, or null
 * @param count about how many elements to look at, 1 or more
 */
record ScanOptions(long cursor, @Nullable Glob match, long count) {

    private static final CommandError NO_CURSOR = new CommandError("ERR invalid cursor");
    private static final long USUAL = 10;

    /** Reads them to the end. */
    static ScanOptions of(Arguments arguments) {
        long cursor = cursor(arguments);
        Glob match = null;
        long count = USUAL;
        while (arguments.more()) {
            if (arguments.option("MATCH")) {
                match = new Glob(arguments.bytes());
            } else if (arguments.option("COUNT")) {
                count = count(arguments);
            } else {
                throw CommandError.SYNTAX;
            }
        }
        return new ScanOptions(cursor, match == null || match.matchesAll() ? null : match, count);
    }

    /** The next argument as a cursor: an unsigned 64-bit integer, with a sign or leading zeros as one likes. */
    static long cursor(Arguments arguments) {
        byte[] word = arguments.bytes();
        boolean minus = word.length > 0 && word[0] == '-';
        int digits = word.length > 0 && (minus || word[0] == '+') ? 1 : 0;
        if (digits == 1 && word.length == 1) {
            throw NO_CURSOR;
        }
        long value = 0;
        for (int i = digits; i < word.length; i++) {
            int digit = word[i] - '0';
            boolean fits = Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) <= 0;
            if (digit < 0 || digit > 9 || !fits) {
                throw NO_CURSOR;
            }
            value = value * 10 + digit;
        }
        return minus ? -value : value;
    }

    /** The argument of COUNT. */
    static long count(Arguments arguments) {
        long count = arguments.whole();
        if (count < 1) {
            throw CommandError.SYNTAX;
        }
        return count;
    }

    /** Some more elements of a tree of members, or none where there is no tree: where to go on, and what was found. */
    Reply scan(@Nullable Tree tree, Shown shown) {
        List<Reply> items = new ArrayList<>();
        long next = tree == null
                ? 0
                : Member.scan(tree, cursor, count, (key, value) -> {
                    if (match == null || match.matches(Member.of(key))) {
                        shown.add(key, value, items);
                    }
                    return true;
                });
        return Reply.many(Reply.bytes(Long.toUnsignedString(next)), new Reply.Many(items));
    }
}
