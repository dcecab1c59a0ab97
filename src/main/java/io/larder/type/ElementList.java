package io.larder.type;

import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements in the order in which they were put. All that names an end or a position is O(log n).
 *
 * @param tree the elements by position
 * @see <a href="https://redis.io/docs/latest/develop/data-types/lists/">Lists</a>
 */
record ElementList(Tree tree) {

    /** The ends of a list. */
    enum End {
        /** Where positions begin. */
        LEFT("lpush", "lpop"),
        /** Where positions end. */
        RIGHT("rpush", "rpop");

        private final String pushed;
        private final String popped;

        End(String pushed, String popped) {
            this.pushed = pushed;
            this.popped = popped;
        }

        /** What has happened when an element was put there. */
        String pushed() {
            return pushed;
        }

        /** What has happened when an element was taken from there. */
        String popped() {
            return popped;
        }
    }

    /** The list of a key, or null; an error where it has another type. */
    static @Nullable ElementList find(Keyspace keyspace, byte[] key) {
        Entry entry = Entries.find(keyspace, key, Kind.LIST);
        return entry == null ? null : new ElementList(entry.tree(0));
    }

    /** The list of a key, or a new one; an error where it has another type. */
    static ElementList open(Keyspace keyspace, byte[] key) {
        return new ElementList(Entries.open(keyspace, key, Kind.LIST).tree(0));
    }

    /** How many elements there are. */
    long size() {
        return tree.size();
    }

    /** The position of an index, which counts from the right end where negative, or -1 where there is none. */
    long position(long index) {
        long position = index < 0 ? index + size() : index;
        return position >= 0 && position < size() ? position : -1;
    }

    /** Puts an element before all others at an end. */
    void push(End end, byte[] element) {
        tree.insert(end == End.LEFT ? 0 : size(), element);
    }

    /** The element at an end of a list that is not empty. */
    byte[] peek(End end) {
        return tree.valueAt(end == End.LEFT ? 0 : size() - 1);
    }

    /** Takes out the element at an end of a list that is not empty. */
    void drop(End end) {
        long position = end == End.LEFT ? 0 : size() - 1;
        tree.removeRange(position, position + 1);
    }

    /** Takes out up to {@code count} elements at an end, the outermost first. */
    List<Reply> pop(End end, long count) {
        long size = size();
        int taken = Math.toIntExact(Math.min(count, size));
        if (end == End.LEFT) {
            List<Reply> elements = range(0, taken);
            tree.removeRange(0, taken);
            return elements;
        }
        List<Reply> elements = new ArrayList<>(taken);
        if (taken > 0) {
            tree.eachBack(size - 1, new Taking(elements, taken));
        }
        tree.removeRange(size - taken, size);
        return elements;
    }

    /** {@code count} elements from a position on, all of which are there. */
    List<Reply> range(long from, int count) {
        List<Reply> elements = new ArrayList<>(count);
        if (count > 0) {
            tree.each(from, new Taking(elements, count));
        }
        return elements;
    }

    private record Taking(List<Reply> elements, int count) implements Tree.Visitor {
        @Override
        public boolean visit(byte[] key, byte[] value) {
            elements.add(new Reply.Bytes(value));
            return elements.size() < count;
        }
    }

    /**
     * Positions of elements that equal {@code wanted}, in the order in which they are met.
     *
     * @param from the end to begin at
     * @param skipped how many of them to leave out first
     * @param most how many to give
     * @param compared how many elements to look at
     */
    Positions find(byte[] wanted, End from, long skipped, long most, long compared) {
        Search search = new Search(wanted, from == End.LEFT ? 0 : size() - 1, from, skipped, most, compared);
        if (size() > 0 && most > 0 && compared > 0) {
            if (from == End.LEFT) {
                tree.each(0, search);
            } else {
                tree.eachBack(size() - 1, search);
            }
        }
        return search.found;
    }

    /** Some positions. */
    static final class Positions {
        private long[] positions = new long[4];
        private int size;

        private void add(long position) {
            if (size == positions.length) {
                positions = Arrays.copyOf(positions, size * 2);
            }
            positions[size++] = position;
        }

        /** How many there are. */
        int size() {
            return size;
        }

        /** The one at {@code index}. */
        long get(int index) {
            return positions[index];
        }

        /** They, from the first to the last of the list. */
        private long[] ascending() {
            long[] ascending = Arrays.copyOf(positions, size);
            Arrays.sort(ascending);
            return ascending;
        }
    }

    private static final class Search implements Tree.Visitor {
        private final byte[] wanted;
        private final int step;
        private final long most;
        private final Positions found = new Positions();
        private long position;
        private long skip;
        private long left;

        Search(byte[] wanted, long position, End from, long skip, long most, long left) {
            this.wanted = wanted;
            this.position = position;
            this.step = from == End.LEFT ? 1 : -1;
            this.skip = skip;
            this.most = most;
            this.left = left;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            if (Arrays.equals(value, wanted) && --skip < 0) {
                found.add(position);
            }
            position += step;
            return --left > 0 && found.size < most;
        }
    }

    /** Takes out the elements at these positions, neighbours together. */
    void remove(Positions positions) {
        long[] ascending = positions.ascending();
        int last = ascending.length - 1;
        while (last >= 0) {
            int first = last;
            while (first > 0 && ascending[first - 1] == ascending[first] - 1) {
                first--;
            }
            tree.removeRange(ascending[first], ascending[last] + 1);
            last = first - 1;
        }
    }
}
