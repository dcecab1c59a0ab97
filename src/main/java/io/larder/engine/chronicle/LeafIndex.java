package io.larder.engine.chronicle;

import java.util.Arrays;

/**
 * The inner nodes of a tree's B+ tree, on the heap: for each leaf its page, its number of elements, and a separator no
 * greater than its first key and greater than all keys before it. It is made anew from the leaves whenever it is not
 * there, so it is never stored.
 *
 * <p>Separators are the shortest that part two leaves, and at most {@link #LONGEST} bytes: where that is not enough, a
 * search asks the leaf itself.
 */
final class LeafIndex {

    /** The most bytes of a separator that are kept. */
    static final int LONGEST = 128;

    private static final int FAN = 64;
    private static final byte[] LEAST = {};

    /** Tells the first key of a leaf where its separator was cut. */
    @FunctionalInterface
    interface FirstKey {
        byte[] of(int page);
    }

    /** An inner node; at the bottom {@code pages}, above {@code kids}. */
    private static final class Node {
        int n;
        final long[] counts = new long[FAN];
        final byte[][] keys = new byte[FAN][];
        final int[] pages;
        final Node[] kids;

        Node(boolean bottom) {
            pages = bottom ? new int[FAN] : null;
            kids = bottom ? null : new Node[FAN];
        }

        long total() {
            long total = 0;
            for (int i = 0; i < n; i++) {
                total += counts[i];
            }
            return total;
        }
    }

    /** A way from the root to a leaf. */
    static final class Path {
        private final Node[] nodes = new Node[12];
        private final int[] slots = new int[12];
        private int depth;
        private long before;

        /** The leaf's page. */
        int page() {
            return nodes[depth].pages[slots[depth]];
        }

        /** How many elements come before the leaf. */
        long before() {
            return before;
        }

        /** How many elements the leaf has. */
        long count() {
            return nodes[depth].counts[slots[depth]];
        }
    }

    private Node root = new Node(true);
    private int leaves;

    /** How many leaves there are. */
    int leaves() {
        return leaves;
    }

    /** Finds the leaf in which a key is or would be. */
    void seek(byte[] key, Path path, FirstKey firstKey) {
        Node node = root;
        path.before = 0;
        for (int level = 0; ; level++) {
            int low = 0;
            int high = node.n - 1;
            while (low < high) {
                int middle = low + high + 1 >>> 1;
                if (isBefore(key, node, middle, firstKey)) {
                    high = middle - 1;
                } else {
                    low = middle;
                }
            }
            for (int i = 0; i < low; i++) {
                path.before += node.counts[i];
            }
            path.nodes[level] = node;
            path.slots[level] = low;
            path.depth = level;
            if (node.kids == null) {
                return;
            }
            node = node.kids[low];
        }
    }

    private static boolean isBefore(byte[] key, Node node, int slot, FirstKey firstKey) {
        byte[] separator = node.keys[slot];
        int order = Arrays.compareUnsigned(key, separator);
        if (separator.length < LONGEST || order < 0) {
            return order < 0;
        }
        if (key.length < LONGEST || Arrays.mismatch(key, 0, LONGEST, separator, 0, LONGEST) >= 0) {
            return false;
        }
        Node bottom = node;
        int at = slot;
        while (bottom.kids != null) {
            bottom = bottom.kids[at];
            at = 0;
        }
        return Arrays.compareUnsigned(key, firstKey.of(bottom.pages[at])) < 0;
    }

    /** Finds the leaf with the element at a position; at the size, the last leaf. */
    void seek(long position, Path path) {
        Node node = root;
        long before = 0;
        for (int level = 0; ; level++) {
            int slot = 0;
            while (slot < node.n - 1 && before + node.counts[slot] <= position) {
                before += node.counts[slot++];
            }
            path.nodes[level] = node;
            path.slots[level] = slot;
            path.depth = level;
            if (node.kids == null) {
                path.before = before;
                return;
            }
            node = node.kids[slot];
        }
    }

    /** Goes on to the next leaf. Whether there is one. */
    boolean next(Path path) {
        path.before += path.count();
        int level = path.depth;
        while (level >= 0 && path.slots[level] == path.nodes[level].n - 1) {
            level--;
        }
        if (level < 0) {
            path.before -= path.count();
            return false;
        }
        path.slots[level]++;
        while (level < path.depth) {
            Node kid = path.nodes[level].kids[path.slots[level]];
            level++;
            path.nodes[level] = kid;
            path.slots[level] = 0;
        }
        return true;
    }

    /** Goes back to the leaf before. Whether there is one. */
    boolean previous(Path path) {
        int level = path.depth;
        while (level >= 0 && path.slots[level] == 0) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        path.slots[level]--;
        while (level < path.depth) {
            Node kid = path.nodes[level].kids[path.slots[level]];
            level++;
            path.nodes[level] = kid;
            path.slots[level] = kid.n - 1;
        }
        path.before -= path.count();
        return true;
    }

    /** The leaf has more elements, or fewer. */
    void add(Path path, long delta) {
        for (int level = 0; level <= path.depth; level++) {
            path.nodes[level].counts[path.slots[level]] += delta;
        }
    }

    /** The shortest key that parts two neighbours, cut to what is kept. */
    static byte[] separator(byte[] left, byte[] right) {
        int common = Arrays.mismatch(left, right);
        int length = Math.min(LONGEST, (common < 0 ? right.length - 1 : common) + 1);
        return length >= right.length ? right : Arrays.copyOf(right, length);
    }

    /** Puts the only leaf of an empty index in. */
    void first(int page, long count) {
        root = new Node(true);
        root.n = 1;
        root.pages[0] = page;
        root.counts[0] = count;
        root.keys[0] = LEAST;
        leaves = 1;
    }

    /** Puts a leaf in behind that of the path. The path is of no use then. */
    void insertAfter(Path path, int page, long count, byte[] separator) {
        leaves++;
        for (int level = 0; level < path.depth; level++) {
            path.nodes[level].counts[path.slots[level]] += count;
        }
        insert(path, path.depth, path.slots[path.depth] + 1, page, null, count, separator);
    }

    private void insert(Path path, int level, int slot, int page, Node kid, long count, byte[] key) {
        Node node = path.nodes[level];
        if (node.n < FAN) {
            put(node, slot, page, kid, count, key);
            return;
        }
        // Whoever only ever adds at the end leaves full nodes behind.
        int keep = slot == FAN ? FAN - 1 : FAN / 2;
        Node right = new Node(node.kids == null);
        move(node, keep, right);
        byte[] rightKey = right.keys[0];
        if (slot > keep || slot == FAN) {
            put(right, slot - keep, page, kid, count, key);
        } else {
            put(node, slot, page, kid, count, key);
        }
        if (level == 0) {
            Node top = new Node(false);
            put(top, 0, 0, node, node.total(), node.keys[0]);
            put(top, 1, 0, right, right.total(), rightKey);
            root = top;
        } else {
            Node above = path.nodes[level - 1];
            above.counts[path.slots[level - 1]] = node.total();
            insert(path, level - 1, path.slots[level - 1] + 1, 0, right, right.total(), rightKey);
        }
    }

    private static void move(Node from, int start, Node to) {
        int moved = from.n - start;
        System.arraycopy(from.counts, start, to.counts, 0, moved);
        System.arraycopy(from.keys, start, to.keys, 0, moved);
        Arrays.fill(from.keys, start, from.n, null);
        if (from.kids == null) {
            System.arraycopy(from.pages, start, to.pages, 0, moved);
        } else {
            System.arraycopy(from.kids, start, to.kids, 0, moved);
            Arrays.fill(from.kids, start, from.n, null);
        }
        from.n = start;
        to.n = moved;
    }

    private static void put(Node node, int slot, int page, Node kid, long count, byte[] key) {
        int after = node.n - slot;
        System.arraycopy(node.counts, slot, node.counts, slot + 1, after);
        System.arraycopy(node.keys, slot, node.keys, slot + 1, after);
        node.counts[slot] = count;
        node.keys[slot] = key;
        if (node.kids == null) {
            System.arraycopy(node.pages, slot, node.pages, slot + 1, after);
            node.pages[slot] = page;
        } else {
            System.arraycopy(node.kids, slot, node.kids, slot + 1, after);
            node.kids[slot] = kid;
        }
        node.n++;
    }

    /** Takes the path's leaf out, which is not the only one. The path is of no use then. */
    void remove(Path path) {
        leaves--;
        long count = path.count();
        int level = path.depth;
        take(path.nodes[level], path.slots[level]);
        for (int above = 0; above < path.depth; above++) {
            path.nodes[above].counts[path.slots[above]] -= count;
        }
        while (level > 0 && path.nodes[level].n == 0) {
            level--;
            take(path.nodes[level], path.slots[level]);
        }
        // What the leaf had may have gone to the one before it, which is under another node: its keys lead there now.
        for (; level > 0 && path.slots[level] == 0; level--) {
            path.nodes[level - 1].keys[path.slots[level - 1]] = path.nodes[level].keys[0];
        }
        while (root.kids != null && root.n == 1) {
            root = root.kids[0];
        }
    }

    private static void take(Node node, int slot) {
        int after = node.n - slot - 1;
        System.arraycopy(node.counts, slot + 1, node.counts, slot, after);
        System.arraycopy(node.keys, slot + 1, node.keys, slot, after);
        node.n--;
        node.keys[node.n] = null;
        if (node.kids == null) {
            System.arraycopy(node.pages, slot + 1, node.pages, slot, after);
        } else {
            System.arraycopy(node.kids, slot + 1, node.kids, slot, after);
            node.kids[node.n] = null;
        }
    }
}
