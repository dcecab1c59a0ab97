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

    /** Reads the cursor and all options of SCAN. */
    static ScanOptions ofKeys(Arguments arguments) {
        return read(cursor(arguments), arguments, true);
    }

    /** Reads what follows the key of HSCAN, SSCAN or ZSCAN. */
    static ScanOptions ofMembers(Arguments arguments) {
        return read(cursor(arguments), arguments, false);
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

    /** Reads as C's {@code strtoul} does: a sign is allowed, and nothing at all is 0. */
    private static long cursor(Arguments arguments) {
        String word = arguments.text();
        boolean negative = word.startsWith("-");
        String digits = negative || word.startsWith("+") ? word.substring(1) : word;
        try {
            if (digits.startsWith("-") || digits.startsWith("+")) {
                throw new NumberFormatException(word);
            }
            long value = word.isEmpty() ? 0 : Long.parseUnsignedLong(digits);
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            throw new CommandError("ERR invalid cursor");
        }
    }

    /** The answer of a step. */
    static Reply reply(long cursor, List<Reply> items) {
        return Reply.many(Reply.bytes(Long.toUnsignedString(cursor)), new Reply.Many(items));
    }
}
