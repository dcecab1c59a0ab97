package io.larder.type;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Glob;
import io.larder.command.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SCAN, HSCAN, SSCAN and ZSCAN are asked for.
 *
 * @param cursor an unsigned number: 0, or what the last step gave
 * @param count how many elements to look at, at least 1
 * @param glob what to match, or null for all
 * @param type the type that keys must have, or null for any
 * @param withType whether each key's type follows it
 */
record ScanOptions(
        long cursor,
        long count,
        @Nullable Glob glob,
        @Nullable String type,
        boolean withType) {

    private static final long USUAL_COUNT = 10;
    private static final CommandError NO_CURSOR = new CommandError("ERR invalid cursor");

    /** Reads the cursor and all options of SCAN. */
    static ScanOptions ofKeys(Arguments arguments) {
        return read(cursor(arguments), arguments, true);
    }

    /** Reads what follows the cursor of HSCAN, SSCAN or ZSCAN. */
    static ScanOptions ofMembers(long cursor, Arguments arguments) {
        return read(cursor, arguments, false);
    }

    private static ScanOptions read(long cursor, Arguments arguments, boolean keys) {
        long count = USUAL_COUNT;
        Glob glob = null;
        String type = null;
        boolean withType = false;
        while (arguments.more()) {
            if (arguments.option("COUNT")) {
                count = arguments.whole();
                if (count < 1) {
                    throw CommandError.SYNTAX;
                }
            } else if (arguments.option("MATCH")) {
                glob = new Glob(arguments.bytes());
            } else if (keys && arguments.option("TYPE")) {
                type = arguments.text();
            } else if (keys && arguments.flag("WITHTYPE")) {
                withType = true;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        return new ScanOptions(cursor, count, glob == null || glob.matchesAll() ? null : glob, type, withType);
    }

    /**
     * The next argument as a cursor, read as C's {@code strtoul} does: with a sign if one likes, up to a zero byte, and
     * nothing is 0.
     */
    static long cursor(Arguments arguments) {
        byte[] word = arguments.bytes();
        boolean negative = word.length > 0 && word[0] == '-';
        int first = negative || word.length > 0 && word[0] == '+' ? 1 : 0;
        long value = 0;
        int i = first;
        while (i < word.length && word[i] != 0) {
            int digit = word[i++] - '0';
            if (digit < 0 || digit > 9 || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                throw NO_CURSOR;
            }
            value = value * 10 + digit;
        }
        if (first == 1 && i == 1) {
            throw NO_CURSOR;
        }
        return negative ? -value : value;
    }

    /** The answer of a step. */
    static Reply reply(long cursor, List<Reply> items) {
        return Reply.many(Reply.bytes(Long.toUnsignedString(cursor)), new Reply.Many(items));
    }
}
