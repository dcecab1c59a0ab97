package io.larder.type;

import io.larder.command.CommandError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Members from one to another in the order of their bytes, each end in, out, or missing: for sorted sets whose members
 * all have one score.
 *
 * @param from the least byte string that is in, or null for no end
 * @param to the least byte string from there on that is not, or null for no end
 * @see <a href="https://redis.io/docs/latest/commands/zrangebylex/">ZRANGEBYLEX</a>
 */
public record MemberRange(byte @Nullable [] from, byte @Nullable [] to) {

    private static final CommandError NOT_AN_ITEM = new CommandError("ERR min or max not valid string range item");
    private static final MemberRange NONE = new MemberRange(new byte[0], new byte[0]);

    /**
     * The range that a command is given: {@code -} for the first member, {@code +} for the last, {@code [member} with
     * the member in, {@code (member} with it out.
     *
     * @throws CommandError where one is none of these
     */
    static MemberRange parse(byte[] min, byte[] max) {
        MemberRange range = new MemberRange(cut(min, '('), cut(max, '['));
        return min[0] == '+' || max[0] == '-' ? NONE : range;
    }

    /** The place before or, at the sign {@code behind}, right behind the member; null for the signs of no end. */
    private static byte @Nullable [] cut(byte[] word, char behind) {
        if (word.length == 1 && (word[0] == '-' || word[0] == '+')) {
            return null;
        }
        if (word.length == 0 || word[0] != '[' && word[0] != '(') {
            throw NOT_AN_ITEM;
        }
        // Right behind a byte string comes the same with one more byte, 0.
        return Arrays.copyOfRange(word, 1, word[0] == behind ? word.length + 1 : word.length);
    }
}
