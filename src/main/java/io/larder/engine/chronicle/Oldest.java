package io.larder.engine.chronicle;

/**
 * The keys that were found not to be used for the longest time, of all that were looked at so far: the oldest first.
 * Each eviction looks at some keys by chance and keeps the best, so that in the end it comes close to the oldest of
 * all, as Redis does it.
 */
final class Oldest {

    private static final int SIZE = 16;

    private final long[] ids = new long[SIZE];
    private final int[] stamps = new int[SIZE];
    private int size;

    /** A key that was seen, last used at {@code stamp}. */
    void offer(long id, int stamp) {
        if (find(id) >= 0) {
            return;
        }
        int at = size;
        while (at > 0 && stamps[at - 1] - stamp > 0) {
            at--;
        }
        if (at == SIZE) {
            return;
        }
        int moved = Math.min(size, SIZE - 1) - at;
        System.arraycopy(ids, at, ids, at + 1, moved);
        System.arraycopy(stamps, at, stamps, at + 1, moved);
        ids[at] = id;
        stamps[at] = stamp;
        size = Math.min(SIZE, size + 1);
    }

    int size() {
        return size;
    }

    long id(int i) {
        return ids[i];
    }

    int stamp(int i) {
        return stamps[i];
    }

    void remove(int i) {
        size--;
        System.arraycopy(ids, i + 1, ids, i, size - i);
        System.arraycopy(stamps, i + 1, stamps, i, size - i);
    }

    void remove(long id) {
        int i = find(id);
        if (i >= 0) {
            remove(i);
        }
    }

    /** Where a key is, or -1. */
    int find(long id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    void clear() {
        size = 0;
    }
}
