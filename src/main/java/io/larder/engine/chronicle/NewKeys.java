package io.larder.engine.chronicle;

import java.util.Arrays;

/** The keys of a small window, in the order in which they came: ids, and the stamps that they had then. */
final class NewKeys {

    private static final int FEWEST = 64;

    private long[] ids = new long[FEWEST];
    private byte[] stamps = new byte[FEWEST];
    private int first;
    private int size;

    int size() {
        return size;
    }

    /** Adds one at the end. */
    void add(long id, int stamp) {
        if (size == ids.length) {
            grow();
        }
        int at = first + size & ids.length - 1;
        ids[at] = id;
        stamps[at] = (byte) stamp;
        size++;
    }

    private void grow() {
        long[] moreIds = new long[size * 2];
        byte[] moreStamps = new byte[size * 2];
        for (int i = 0; i < size; i++) {
            moreIds[i] = ids[first + i & size - 1];
            moreStamps[i] = stamps[first + i & size - 1];
        }
        ids = moreIds;
        stamps = moreStamps;
        first = 0;
    }

    /** The oldest. There is one. */
    long first() {
        return ids[first];
    }

    /** The low byte of the stamp that the oldest had. */
    int firstStamp() {
        return stamps[first] & 0xff;
    }

    void removeFirst() {
        first = first + 1 & ids.length - 1;
        size--;
    }

    void clear() {
        if (ids.length > FEWEST) {
            ids = new long[FEWEST];
            stamps = new byte[FEWEST];
        } else {
            Arrays.fill(ids, 0);
        }
        first = 0;
        size = 0;
    }
}
