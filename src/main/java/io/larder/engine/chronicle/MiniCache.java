package io.larder.engine.chronicle;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * What would have happened: a cache of some keys' ids in a given arrangement, without any values. It is W-TinyLFU as
 * Caffeine has it, with exact lists: new keys enter a window in the order of use; who falls out of it is let in where
 * the arrangement says so, for the oldest of the probation.
 *
 * <p>Not to be used by two threads at once.
 */
final class MiniCache {

    private static final int WINDOW = 0;
    private static final int PROBATION = 1;
    private static final int PROTECTED = 2;
    private static final int PARTS = 3;

    /** Keys of a list that are looked at to find one that is there. */
    private static final int LOOKS = 64;

    /** Of what is not the window, the keys that were used since they were let in get so many tenths. */
    private static final int PROTECTED_TENTHS = 8;

    private final Frequencies frequencies;
    private final Arrangement arrangement;
    private final int most;
    private final long[] ids;
    private final int[] next;
    private final int[] previous;
    private final byte[] part;
    private final int[] table;
    private final int[] sizes = new int[PARTS];
    private int free;
    private int capacity = 1;

    /**
     * An empty one.
     *
     * @param most the greatest capacity
     */
    MiniCache(Frequencies frequencies, Arrangement arrangement, int most) {
        this.frequencies = frequencies;
        this.arrangement = arrangement;
        this.most = most;
        // Behind the nodes, and one for what is about to leave, lie the heads of the three lists.
        int nodes = most + 1;
        ids = new long[nodes];
        next = new int[nodes + PARTS];
        previous = new int[nodes + PARTS];
        part = new byte[nodes];
        table = new int[Integer.highestOneBit(nodes) * 4];
        clear();
    }

    /** Forgets all keys. */
    void clear() {
        Arrays.fill(table, -1);
        Arrays.fill(sizes, 0);
        for (int i = 0; i < PARTS; i++) {
            next[head(i)] = head(i);
            previous[head(i)] = head(i);
        }
        for (int i = 0; i <= most; i++) {
            next[i] = i + 1;
        }
        next[most] = -1;
        free = 0;
    }

    private int head(int which) {
        return most + 1 + which;
    }

    /** Holds so many keys from now on. */
    void capacity(int keys) {
        capacity = Math.max(1, Math.min(most, keys));
        while (size() > capacity) {
            drop(oldest());
        }
    }

    private int size() {
        return sizes[WINDOW] + sizes[PROBATION] + sizes[PROTECTED];
    }

    private int window() {
        return (int) arrangement.window(capacity);
    }

    /** A key is used. Whether it is there; it is, from now on. */
    boolean use(long id) {
        int node = find(id);
        if (node < 0) {
            add(id);
            return false;
        }
        if (part[node] != PROBATION) {
            move(node, part[node]);
            return true;
        }
        move(node, PROTECTED);
        if (sizes[PROTECTED] > (capacity - window()) * PROTECTED_TENTHS / 10) {
            move(next[head(PROTECTED)], PROBATION);
        }
        return true;
    }

    private void add(long id) {
        int node = free;
        free = next[node];
        ids[node] = id;
        put(id, node);
        link(node, WINDOW);
        if (sizes[WINDOW] > window()) {
            int candidate = next[head(WINDOW)];
            if (size() <= capacity) {
                move(candidate, PROBATION);
            } else {
                admit(candidate);
            }
        } else if (size() > capacity) {
            drop(oldest());
        }
    }

    private void admit(int candidate) {
        int victim = sizes[PROBATION] > 0 ? next[head(PROBATION)] : next[head(PROTECTED)];
        if (victim <= most && admits(candidate, victim)) {
            drop(victim);
            move(candidate, PROBATION);
        } else {
            drop(candidate);
        }
    }

    private boolean admits(int candidate, int victim) {
        return arrangement.admits(frequencies.of(Uses.hash(ids[candidate])), frequencies.of(Uses.hash(ids[victim])));
    }

    /** Whether a new key takes the place of another. */
    boolean full() {
        return size() >= capacity;
    }

    boolean holds(long id) {
        return find(id) >= 0;
    }

    /**
     * Who would go if a new key came.
     *
     * @param there which keys to look at, as others may have gone elsewhere
     * @return {@link Evictor#NOBODY} where nobody has to go, or it is none of the first of the lists
     */
    long next(LongPredicate there) {
        if (!full()) {
            return Evictor.NOBODY;
        }
        int victim = first(PROBATION, there);
        victim = victim < 0 ? first(PROTECTED, there) : victim;
        int candidate = first(WINDOW, there);
        if (candidate >= 0 && sizes[WINDOW] >= window()) {
            return ids[victim >= 0 && admits(candidate, victim) ? victim : candidate];
        }
        return victim >= 0 ? ids[victim] : Evictor.NOBODY;
    }

    private int first(int which, LongPredicate there) {
        int node = next[head(which)];
        for (int i = 0; i < LOOKS && node <= most; i++) {
            if (there.test(ids[node])) {
                return node;
            }
            node = next[node];
        }
        return -1;
    }

    private int oldest() {
        int which = sizes[PROBATION] > 0 ? PROBATION : sizes[PROTECTED] > 0 ? PROTECTED : WINDOW;
        return next[head(which)];
    }

    private void drop(int node) {
        unlink(node);
        take(ids[node]);
        next[node] = free;
        free = node;
    }

    private void move(int node, int to) {
        unlink(node);
        link(node, to);
    }

    private void link(int node, int to) {
        int head = head(to);
        part[node] = (byte) to;
        previous[node] = previous[head];
        next[node] = head;
        next[previous[head]] = node;
        previous[head] = node;
        sizes[to]++;
    }

    private void unlink(int node) {
        next[previous[node]] = next[node];
        previous[next[node]] = previous[node];
        sizes[part[node]]--;
    }

    // An open table of nodes, with steps of one.

    private int place(long id) {
        return (int) (Uses.hash(id) >>> 32) & table.length - 1;
    }

    private int find(long id) {
        for (int at = place(id); table[at] >= 0; at = at + 1 & table.length - 1) {
            if (ids[table[at]] == id) {
                return table[at];
            }
        }
        return -1;
    }

    private void put(long id, int node) {
        int at = place(id);
        while (table[at] >= 0) {
            at = at + 1 & table.length - 1;
        }
        table[at] = node;
    }

    private void take(long id) {
        int mask = table.length - 1;
        int hole = place(id);
        while (ids[table[hole]] != id) {
            hole = hole + 1 & mask;
        }
        for (int at = hole + 1 & mask; table[at] >= 0; at = at + 1 & mask) {
            // Whoever would not be found over the hole moves into it.
            if ((at - place(ids[table[at]]) & mask) >= (at - hole & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = -1;
    }
}
