package io.larder.type;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Numbers;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SORT is asked for, and how it is done.
 *
 * <p>Elements are ordered by themselves or by what the keys hold that {@code BY} makes of them, as numbers or, with
 * {@code ALPHA}, as bytes. A {@code BY} without a star leaves lists and sorted sets in their own order. Text is
 * compared by its bytes, as Redis does in the C locale.
 *
 * @param key what to sort
 * @param by what to make a weight's place of, or null for the element itself
 * @param offset how many to leave out
 * @param count how many to answer; negative: all
 * @param gets what to answer for each element; none: the element
 * @param descending whether the greatest comes first
 * @param alpha whether to compare as bytes
 * @param store the key that gets the elements, or null
 */
record Sorting(
        byte[] key,
        @Nullable Place by,
        long offset,
        long count,
        List<Place> gets,
        boolean descending,
        boolean alpha,
        byte @Nullable [] store) {

    private static final CommandError NOT_NUMBERS =
            new CommandError("ERR One or more scores can't be converted into double");
    private static final int SCORE = 8;

    /** Reads all that follows the command's name. */
    static Sorting read(Arguments arguments, boolean mayStore) {
        byte[] key = arguments.key();
        Place by = null;
        long offset = 0;
        long count = -1;
        List<Place> gets = new ArrayList<>();
        boolean descending = false;
        boolean alpha = false;
        byte[] store = null;
        while (arguments.more()) {
            if (arguments.flag("ASC")) {
                descending = false;
            } else if (arguments.flag("DESC")) {
                descending = true;
            } else if (arguments.flag("ALPHA")) {
                alpha = true;
            } else if (arguments.left() > 2 && arguments.flag("LIMIT")) {
                offset = arguments.whole();
                count = arguments.whole();
            } else if (mayStore && arguments.option("STORE")) {
                store = arguments.key();
            } else if (arguments.option("BY")) {
                by = Place.of(arguments.bytes());
            } else if (arguments.option("GET")) {
                gets.add(Place.of(arguments.bytes()));
            } else {
                throw CommandError.SYNTAX;
            }
        }
        return new Sorting(key, by, offset, count, gets, descending, alpha, store);
    }

    /** What is answered or stored, in order; null where {@code GET} finds nothing. */
    List<byte @Nullable []> run(Keyspace keyspace) {
        Entry entry = keyspace.read(key);
        if (entry == null) {
            return List.of();
        }
        boolean asIs = by != null && !by.varies();
        List<byte[]> elements = switch (entry.kind()) {
            case LIST, SORTED_SET -> asIs ? inItsOrder(entry) : sorted(elements(entry), keyspace, by, alpha);
            // A set has no order of its own: what is stored must not depend on how it happens to stand.
            case SET ->
                asIs && store == null
                        ? elements(entry)
                        : sorted(elements(entry), keyspace, asIs ? null : by, asIs || alpha);
            default -> throw CommandError.WRONG_TYPE;
        };
        int from = (int) Math.min(Math.max(offset, 0), elements.size());
        int to = count < 0 ? elements.size() : (int) Math.min(elements.size(), from + Math.min(count, elements.size()));
        List<byte[]> part = elements.subList(from, to);
        return gets.isEmpty() ? part : fetched(part, keyspace);
    }

    private List<byte @Nullable []> fetched(List<byte[]> part, Keyspace keyspace) {
        List<byte @Nullable []> found = new ArrayList<>(part.size() * gets.size());
        for (byte[] element : part) {
            for (Place get : gets) {
                found.add(get.value(keyspace, element));
            }
        }
        return found;
    }

    private static List<byte[]> elements(Entry entry) {
        Tree tree = entry.tree(0);
        List<byte[]> elements = new ArrayList<>((int) tree.size());
        boolean list = entry.kind() == Kind.LIST;
        tree.each(0, (key, value) -> elements.add(list ? value : Member.of(key)));
        return elements;
    }

    private List<byte[]> inItsOrder(Entry entry) {
        Tree tree = entry.tree(entry.kind() == Kind.LIST ? 0 : 1);
        boolean list = entry.kind() == Kind.LIST;
        List<byte[]> elements = new ArrayList<>((int) tree.size());
        tree.each(0, (key, value) -> elements.add(list ? value : Arrays.copyOfRange(key, SCORE, key.length)));
        if (descending) {
            Collections.reverse(elements);
        }
        return elements;
    }

    private List<byte[]> sorted(List<byte[]> elements, Keyspace keyspace, @Nullable Place weight, boolean asBytes) {
        List<Item> items = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            byte[] value = weight == null ? element : weight.value(keyspace, element);
            items.add(new Item(element, value, asBytes || value == null ? 0 : number(value)));
        }
        Comparator<Item> order = asBytes ? Item.BY_BYTES : Item.BY_NUMBER;
        items.sort(descending ? order.reversed() : order);
        List<byte[]> sorted = new ArrayList<>(items.size());
        for (Item item : items) {
            sorted.add(item.element);
        }
        return sorted;
    }

    /** Reads as C's {@code strtod} does: spaces may come first, a zero byte ends it, and nothing at all is 0. */
    private static double number(byte[] text) {
        int to = 0;
        while (to < text.length && text[to] != 0) {
            to++;
        }
        int from = 0;
        while (from < to && (text[from] == ' ' || text[from] >= '\t' && text[from] <= '\r')) {
            from++;
        }
        if (to == 0) {
            return 0;
        }
        try {
            return Numbers.real(to - from == text.length ? text : Arrays.copyOfRange(text, from, to));
        } catch (CommandError e) {
            throw NOT_NUMBERS;
        }
    }

    /**
     * An element with its weight.
     *
     * @param value its weight's text, or null where there is none
     * @param number its weight's number
     */
    private record Item(byte[] element, byte @Nullable [] value, double number) {

        static final Comparator<Item> BY_NUMBER = (one, other) -> {
            int order = one.number < other.number ? -1 : one.number > other.number ? 1 : 0;
            return order != 0 ? order : Arrays.compareUnsigned(one.element, other.element);
        };

        /** Elements of one weight stay as they stood; one without a weight comes first. */
        static final Comparator<Item> BY_BYTES = (one, other) -> Arrays.compareUnsigned(one.value, other.value);
    }

    /**
     * Where a value is found for an element: a pattern such as {@code weight_*} or {@code player_*->level}, whose first
     * star stands for the element, or {@code #} for the element itself.
     *
     * @param pattern the whole pattern
     * @param star where the star is, or -1
     * @param field where the field's name begins, or the pattern's length where there is none
     */
    record Place(byte[] pattern, int star, int field) {

        static Place of(byte[] pattern) {
            int star = -1;
            for (int i = 0; i < pattern.length && star < 0; i++) {
                star = pattern[i] == '*' ? i : -1;
            }
            int field = pattern.length;
            for (int i = pattern.length - 3; star >= 0 && i > star; i--) {
                if (pattern[i] == '-' && pattern[i + 1] == '>') {
                    field = i + 2;
                }
            }
            return new Place(pattern, star, field);
        }

        /** Whether it gives each element a place of its own. */
        boolean varies() {
            return star >= 0;
        }

        byte @Nullable [] value(Keyspace keyspace, byte[] element) {
            if (pattern.length == 1 && pattern[0] == '#') {
                return element;
            }
            if (star < 0) {
                return null;
            }
            boolean inHash = field < pattern.length;
            int end = inHash ? field - 2 : pattern.length;
            byte[] key = new byte[end - 1 + element.length];
            System.arraycopy(pattern, 0, key, 0, star);
            System.arraycopy(element, 0, key, star, element.length);
            System.arraycopy(pattern, star + 1, key, star + element.length, end - star - 1);
            Entry entry = keyspace.read(key);
            if (entry == null || entry.kind() != (inHash ? Kind.HASH : Kind.STRING)) {
                return null;
            }
            return inHash
                    ? entry.tree(0).get(Member.key(Arrays.copyOfRange(pattern, field, pattern.length)))
                    : entry.blob().all();
        }
    }
}
