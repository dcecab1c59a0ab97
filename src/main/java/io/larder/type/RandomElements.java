package io.larder.type;

import io.larder.command.CommandError;
import io.larder.command.Reply;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Draws elements of a tree by position, each as likely as the other: what HRANDFIELD, SRANDMEMBER, SPOP and ZRANDMEMBER
 * give.
 *
 * <p>k of n elements cost O(k log n), or one walk through the tree where that is cheaper.
 */
final class RandomElements {

    /** The most that are drawn with repetition, whatever is asked for: a reply must fit into memory. */
    static final long LIMIT = 1 << 24;

    private static final CommandError TOO_MANY = new CommandError("ERR value is out of range");

    /** About how many elements can be walked past in the time that finding one takes. */
    private static final int WALK = 16;

    private RandomElements() {}

    /** A position of {@code size}, which is not 0. */
    static long position(long size) {
        return ThreadLocalRandom.current().nextLong(size);
    }

    /**
     * Elements of a tree that is not empty.
     *
     * @param count how many different ones, as far as there are so many; if negative, how many, drawn one by one
     * @param width how many items of the reply each makes
     */
    static List<Reply> draw(Tree tree, long count, Shown shown, int width) {
        if (count >= tree.size()) {
            return shown.all(tree, width);
        }
        if (count < -LIMIT) {
            throw TOO_MANY;
        }
        return count < 0
                ? repeated(tree, (int) -count, shown, width)
                : at(tree, positions(tree.size(), (int) count), shown, width);
    }

    private static List<Reply> repeated(Tree tree, int count, Shown shown, int width) {
        RandomGenerator random = ThreadLocalRandom.current();
        long size = tree.size();
        List<Reply> items = new ArrayList<>(count * width);
        if (count < size) {
            for (int i = 0; i < count; i++) {
                show(tree, random.nextLong(size), shown, items);
            }
            return items;
        }
        List<Reply> all = shown.all(tree, width);
        for (int i = 0; i < count; i++) {
            int from = random.nextInt((int) size) * width;
            for (int j = from; j < from + width; j++) {
                items.add(all.get(j));
            }
        }
        return items;
    }

    /** The elements at these positions, which ascend. */
    static List<Reply> at(Tree tree, long[] positions, Shown shown, int width) {
        List<Reply> items = new ArrayList<>(positions.length * width);
        if (positions.length > tree.size() / WALK) {
            tree.each(0, new Chosen(positions, shown, items));
        } else {
            for (long position : positions) {
                show(tree, position, shown, items);
            }
        }
        return items;
    }

    private static void show(Tree tree, long position, Shown shown, List<Reply> items) {
        tree.each(position, (key, value) -> {
            shown.add(key, value, items);
            return false;
        });
    }

    /** Sees a tree from its beginning and shows the elements at some positions. */
    private static final class Chosen implements Tree.Visitor {
        private final long[] positions;
        private final Shown shown;
        private final List<Reply> items;
        private int chosen;
        private long here;

        Chosen(long[] positions, Shown shown, List<Reply> items) {
            this.positions = positions;
            this.shown = shown;
            this.items = items;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            if (chosen < positions.length && here++ == positions[chosen]) {
                shown.add(key, value, items);
                chosen++;
            }
            return chosen < positions.length;
        }
    }

    /** {@code count} different positions of {@code size}, ascending; {@code count} is at most {@code size}. */
    static long[] positions(long size, int count) {
        if (count > size / 2) {
            return others((int) size, positions(size, (int) (size - count)));
        }
        RandomGenerator random = ThreadLocalRandom.current();
        long[] drawn = new long[count];
        int different = 0;
        while (different < count) {
            for (int i = different; i < count; i++) {
                drawn[i] = random.nextLong(size);
            }
            Arrays.sort(drawn);
            different = unite(drawn);
        }
        return drawn;
    }

    /** Moves one of each value to the front. How many there are. */
    private static int unite(long[] sorted) {
        int kept = 0;
        for (long value : sorted) {
            if (kept == 0 || sorted[kept - 1] != value) {
                sorted[kept++] = value;
            }
        }
        return kept;
    }

    private static long[] others(int size, long[] without) {
        long[] kept = new long[size - without.length];
        int next = 0;
        int gone = 0;
        for (int i = 0; i < size; i++) {
            if (gone < without.length && without[gone] == i) {
                gone++;
            } else {
                kept[next++] = i;
            }
        }
        return kept;
    }
}
