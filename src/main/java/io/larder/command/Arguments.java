package io.larder.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a command's arguments. Each reading moves it on; what does not fit is thrown as {@link CommandError}.
 */
public final class Arguments {

    private final byte[][] words;
    private final @Nullable String user;
    private int next;

    /** Reads {@code words} from {@code from} on. */
    public Arguments(byte[][] words, int from) {
        this(words, from, null);
    }

    /** The same for a {@link Caller#user}. */
    Arguments(byte[][] words, int from, @Nullable String user) {
        this.words = words;
        this.next = from;
        this.user = user;
    }

    /** The user who gives them and may do no more than that user; null where they come from anybody else. */
    public @Nullable String user() {
        return user;
    }

    /** How many are left. */
    public int left() {
        return words.length - next;
    }

    /** Whether any are left. */
    public boolean more() {
        return next < words.length;
    }

    /** The next as it is. */
    public byte[] bytes() {
        if (next >= words.length) {
            throw CommandError.SYNTAX;
        }
        return words[next++];
    }

    /** The next, a key. */
    public byte[] key() {
        return bytes();
    }

    /** The next as text, for names and tokens. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The next as a signed 64-bit integer. */
    public long whole() {
        return Numbers.whole(bytes());
    }

    /** The next as a signed 64-bit integer, with the error to give where it is none. */
    public long whole(CommandError otherwise) {
        byte[] word = bytes();
        if (!Numbers.isWhole(word)) {
            throw otherwise;
        }
        return Numbers.whole(word);
    }

    /** The next as an integer of zero or more, with the error to give where it is none. */
    public long count(CommandError otherwise) {
        long value = whole(otherwise);
        if (value < 0) {
            throw otherwise;
        }
        return value;
    }

    /**
     * Reads the next as the number of a database, of which there is one, 0.
     *
     * @throws CommandError where it is no integer of 32 bits, or another than 0
     */
    public void database() {
        long index = whole();
        if (index != (int) index) {
            throw new CommandError("ERR value is out of range, value must between -2147483648 and 2147483647");
        }
        if (index != 0) {
            throw new CommandError("ERR DB index is out of range");
        }
    }

    /** The next as a double; never NaN. */
    public double real() {
        return Numbers.real(bytes());
    }

    /** The next as a double, with the error to give where it is none. */
    public double real(CommandError otherwise) {
        try {
            return real();
        } catch (CommandError none) {
            throw otherwise;
        }
    }

    /** All that are left, as they are. */
    public byte[][] rest() {
        byte[][] rest = java.util.Arrays.copyOfRange(words, next, words.length);
        next = words.length;
        return rest;
    }

    /** The next {@code n}, as they are; a syntax error where there are fewer. */
    public List<byte[]> take(long n) {
        if (n > left()) {
            throw CommandError.SYNTAX;
        }
        List<byte[]> taken = new ArrayList<>((int) n);
        for (long i = 0; i < n; i++) {
            taken.add(words[next++]);
        }
        return taken;
    }

    /** Moves past the next if it is this token, in either case. */
    public boolean flag(String token) {
        if (next < words.length && is(words[next], token)) {
            next++;
            return true;
        }
        return false;
    }

    /** Moves past the next if it is this token and something follows it. */
    public boolean option(String token) {
        return left() > 1 && flag(token);
    }

    /** Ends the reading: a syntax error if anything is left. */
    public void end() {
        if (more()) {
            throw CommandError.SYNTAX;
        }
    }

    private static boolean is(byte[] word, String token) {
        if (word.length != token.length()) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            int c = word[i];
            if (c >= 'a' && c <= 'z') {
                c -= 'a' - 'A';
            }
            if (c != token.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
