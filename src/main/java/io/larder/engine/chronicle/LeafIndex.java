package io.larder.engine.chronicle;

import java.util.Arrays;

/**
 * The inner nodes of a tree's B+ tree, on the heap: for each leaf its page, its number of elements, and a separator no
 * greater than its first key and greater than all keys before it. It is made anew from the leaves whenever it is not
 * there, so it is never stored.
 *
 * <p>Separators are the shortest that part two leaves, and at most {@link #LONGEST} bytes: where that is not enough, a
 * search asks the leaf itself. A node has them in one array, behind each other: an object for each would take more than
 * all else.
 */
final class LeafIndex {

    /** The most bytes of a separator that are kept. */
    static final int LONGEST = 128;

    private static final int FAN = 64;
    private static final int SPARE = 64;
    private static final byte[] LEAST = {};

    /** Tells the first key of a leaf where its separator was cut. */
    @FunctionalInterface
    interface FirstKey {
        byte[] of(int page);
    }

    /** An inner node; at the bottom {@code pages} and {@code few}, above {@code kids} and {@code many}. */
    private static final class Node {
        int n;
        /** Elements of each leaf, or of all leaves below each kid. */
        final char[] few;

        final long[] many;
        final int[] pages;
        final Node[] kids;
        private byte[] keys = LEAST;
        private final char[] keyEnds = new char[FAN];

        Node(boolean bottom) {
            few = bottom ? new char[FAN] : null;
            pages = bottom ? new int[FAN] : null;
            many = bottom ? null : new long[FAN];
            kids = bottom ? null : new Node[FAN];
        }

        long count(int slot) {
            return kids == null ? few[slot] : many[slot];
        }

        void count(int slot, long count) {
            if (kids == null) {
                few[slot] = (char) count;
            } else {
                many[slot] = count;
            }
        }

        long total() {
            long total = 0;
            for (int i = 0; i < n; i++) {
                total += count(i);
            }
            return total;
        }

        private int keyBegin(int slot) {
            return slot == 0 ? 0 : keyEnds[slot - 1];
        }

        int keyLength(int slot) {
            return keyEnds[slot] - keyBegin(slot);
        }

        byte[] key(int slot) {
            return Arrays.copyOfRange(keys, keyBegin(slot), keyEnds[slot]);
        }

        /** Less than 0 where the key is before that of the slot. */
        int compare(byte[] key, int slot) {
            return Arrays.compareUnsigned(key, 0, key.length, keys, keyBegin(slot), keyEnds[slot]);
        }

        /** Whether a key begins with all of the slot's, which is as long as they get. */
        boolean begins(byte[] key, int slot) {
            return key.length >= LONGEST && Arrays.mismatch(key, 0, LONGEST, keys, keyBegin(slot), keyEnds[slot]) < 0;
        }

        /** Puts a key in at a slot, of {@code n} so far. */
        void insertKey(int slot, byte[] key) {
            int used = n == 0 ? 0 : keyEnds[n - 1];
            int begin = keyBegin(slot);
            if (used + key.length > keys.length) {
                // A few more will come.
                keys = Arrays.copyOf(keys, used + key.length + Math.min(used >> 1, SPARE));
            }
            System.arraycopy(keys, begin, keys, begin + key.length, used - begin);
            System.arraycopy(key, 0, keys, begin, key.length);
            for (int i = n; i > slot; i--) {
                keyEnds[i] = (char) (keyEnds[i - 1] + key.length);
            }
            keyEnds[slot] = (char) (begin + key.length);
        }

        /** Takes the key of a slot out, of {@code n} so far. */
        void removeKey(int slot) {
            int begin = keyBegin(slot);
            int length = keyEnds[slot] - begin;
            System.arraycopy(keys, keyEnds[slot], keys, begin, keyEnds[n - 1] - keyEnds[slot]);
            for (int i = slot; i < n - 1; i++) {
                keyEnds[i] = (char) (keyEnds[i + 1] - length);
            }
        }

        void replaceKey(int slot, byte[] key) {
            removeKey(slot);
            n--;
            insertKey(slot, key);
            n++;
        }

        /** Gives the keys from a slot on to an empty node. */
        void moveKeys(int start, Node to) {
            int begin = keyBegin(start);
            to.keys = Arrays.copyOfRange(keys, begin, keyEnds[n - 1]);
            for (int i = start; i < n; i++) {
                to.keyEnds[i - start] = (char) (keyEnds[i] - begin);
            }
            keys = Arrays.copyOf(keys, begin);
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
            return nodes[depth].few[slots[depth]];
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
                path.before += node.count(i);
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
        int order = node.compare(key, slot);
        if (order < 0 || node.keyLength(slot) < LONGEST) {
            return order < 0;
        }
        if (!node.begins(key, slot)) {
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
            while (slot < node.n - 1 && before + node.count(slot) <= position) {
                before += node.count(slot++);
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
        addAbove(path, delta);
        path.nodes[path.depth].few[path.slots[path.depth]] += (char) delta;
    }

    private static void addAbove(Path path, long delta) {
        for (int level = 0; level < path.depth; level++) {
            path.nodes[level].many[path.slots[level]] += delta;
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
        put(root, 0, page, null, count, LEAST);
        leaves = 1;
    }

    /** Puts a leaf in behind that of the path. The path is of no use then. */
    void insertAfter(Path path, int page, long count, byte[] separator) {
        leaves++;
        addAbove(path, count);
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
        byte[] rightKey = right.key(0);
        if (slot > keep || slot == FAN) {
            put(right, slot - keep, page, kid, count, key);
        } else {
            put(node, slot, page, kid, count, key);
        }
        if (level == 0) {
            Node top = new Node(false);
            put(top, 0, 0, node, node.total(), node.key(0));
            put(top, 1, 0, right, right.total(), rightKey);
            root = top;
        } else {
            Node above = path.nodes[level - 1];
            above.count(path.slots[level - 1], node.total());
            insert(path, level - 1, path.slots[level - 1] + 1, 0, right, right.total(), rightKey);
        }
    }

    private static void move(Node from, int start, Node to) {
        int moved = from.n - start;
        from.moveKeys(start, to);
        if (from.kids == null) {
            System.arraycopy(from.few, start, to.few, 0, moved);
            System.arraycopy(from.pages, start, to.pages, 0, moved);
        } else {
            System.arraycopy(from.many, start, to.many, 0, moved);
            System.arraycopy(from.kids, start, to.kids, 0, moved);
            Arrays.fill(from.kids, start, from.n, null);
        }
        from.n = start;
        to.n = moved;
    }

    private static void put(Node node, int slot, int page, Node kid, long count, byte[] key) {
        int after = node.n - slot;
        node.insertKey(slot, key);
        if (node.kids == null) {
            System.arraycopy(node.few, slot, node.few, slot + 1, after);
            System.arraycopy(node.pages, slot, node.pages, slot + 1, after);
            node.pages[slot] = page;
        } else {
            System.arraycopy(node.many, slot, node.many, slot + 1, after);
            System.arraycopy(node.kids, slot, node.kids, slot + 1, after);
            node.kids[slot] = kid;
        }
        node.count(slot, count);
        node.n++;
    }

    /** Takes the path's leaf out, which is not the only one. The path is of no use then. */
    void remove(Path path) {
        leaves--;
        long count = path.count();
        int level = path.depth;
        take(path.nodes[level], path.slots[level]);
        addAbove(path, -count);
        while (level > 0 && path.nodes[level].n == 0) {
            level--;
            take(path.nodes[level], path.slots[level]);
        }
        // What the leaf had may have gone to the one before it, which is under another node: its keys lead there now.
        for (; level > 0 && path.slots[level] == 0; level--) {
            path.nodes[level - 1].replaceKey(path.slots[level - 1], path.nodes[level].key(0));
        }
        while (root.kids != null && root.n == 1) {
            root = root.kids[0];
        }
    }

    private static void take(Node node, int slot) {
        int after = node.n - slot - 1;
        node.removeKey(slot);
        if (node.kids == null) {
            System.arraycopy(node.few, slot + 1, node.few, slot, after);
            System.arraycopy(node.pages, slot + 1, node.pages, slot, after);
        } else {
            System.arraycopy(node.many, slot + 1, node.many, slot, after);
            System.arraycopy(node.kids, slot + 1, node.kids, slot, after);
            node.kids[node.n - 1] = null;
        }
        node.n--;
    }
}
