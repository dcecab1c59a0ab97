package io.larder.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the keys stand among a command's words, worked out from its {@link Argument}s.
 *
 * @param first the word of the first key, counted from the name at 0; 0 where there is none
 * @param last the word of the last key, negative counted from the end
 * @param step from one key to the next
 * @param count the word that tells how many keys follow it, or 0
 * @param options tokens that may be followed by one more key
 */
public record KeyPositions(int first, int last, int step, int count, List<String> options) {

    /** Those of a command without keys. */
    static final KeyPositions NONE = new KeyPositions(0, 0, 0, 0, List.of());

    static KeyPositions of(List<Argument> arguments, int words) {
        int at = words;
        KeyPositions found = NONE;
        List<String> options = new ArrayList<>();
        boolean known = true;
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            Argument keys =
                    argument instanceof Argument.Maybe maybe ? maybe.parts().get(0) : argument;
            if (argument instanceof Argument.Option option && option.parts().get(0) instanceof Argument.KeyWord) {
                options.add(option.token());
            }
            if (!known) {
                continue;
            }
            if (argument instanceof Argument.KeyWord) {
                int first = found.first == 0 ? at : found.first;
                int step = found.first == 0 ? 1 : at - found.last;
                found = new KeyPositions(first, at, step, 0, List.of());
            } else if (keys instanceof Argument.Many many && many.parts().get(0) instanceof Argument.KeyWord) {
                int after = Argument.least(arguments.subList(i + 1, arguments.size()));
                int first = found.first == 0 ? at : found.first;
                found = new KeyPositions(first, -1 - after, many.parts().size(), 0, List.of());
            } else if (argument instanceof Argument.Counted) {
                found = new KeyPositions(found.first, found.last, found.step, at, List.of());
            }
            known = argument.fixed();
            at += argument.least();
        }
        return new KeyPositions(found.first, found.last, found.step, found.count, List.copyOf(options));
    }

    /** Whether the keys can only be told from the words themselves. */
    public boolean movable() {
        return count > 0 || !options.isEmpty();
    }

    /** Whether there is exactly one key, always at {@link #first}. */
    public boolean single() {
        return first > 0 && last == first && !movable();
    }

    /** Whether the command has no keys at all, whatever its words. */
    public boolean none() {
        return first == 0 && !movable();
    }

    /** Whether the word that tells how many keys follow it, if there is one, tells so rightly. */
    public boolean suits(byte[][] words) {
        if (count == 0) {
            return true;
        }
        if (count >= words.length || !Numbers.isWhole(words[count])) {
            return false;
        }
        long many = Numbers.whole(words[count]);
        return many > 0 && many < words.length - count;
    }

    /**
     * The keys among the words, in order. Where the words are too few or the number of keys is none, as many as there
     * are: the handler will refuse them.
     */
    public List<byte[]> in(byte[][] words) {
        List<byte[]> keys = new ArrayList<>();
        if (first > 0) {
            int end = last < 0 ? words.length + last : Math.min(last, words.length - 1);
            for (int i = first; i <= end; i += step) {
                keys.add(words[i]);
            }
        }
        if (count > 0 && count < words.length && Numbers.isWhole(words[count])) {
            long many = Numbers.whole(words[count]);
            for (int i = count + 1; i < words.length && i - count <= many; i++) {
                keys.add(words[i]);
            }
        }
        for (String option : options) {
            Arguments rest = new Arguments(words, Math.max(first, count) + 1);
            byte[] found = null;
            while (rest.more()) {
                if (rest.option(option)) {
                    found = rest.bytes();
                } else {
                    rest.bytes();
                }
            }
            if (found != null) {
                keys.add(found);
            }
        }
        return keys;
    }
}
