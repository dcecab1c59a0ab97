package io.larder.type;

/**
 * Positions of a sequence, as {@code start} and {@code stop} of LRANGE, LTRIM or ZRANGE name them: from 0, or from the
 * end where negative, both included, cut to what there is.
 *
 * @param from the first position
 * @param to the position behind the last; {@code from} where there are none
 */
record IndexRange(long from, long to) {

    /** The positions from {@code start} to {@code stop} of a sequence of {@code size}. */
    static IndexRange of(long start, long stop, long size) {
        long from = start < 0 ? Math.max(0, start + size) : Math.min(start, size);
        long to = stop < 0 ? stop + size + 1 : Math.min(stop, size - 1) + 1;
        return new IndexRange(from, Math.max(from, to));
    }

    /** How many positions there are. */
    int length() {
        return Math.toIntExact(to - from);
    }

    /** Whether there are none. */
    boolean empty() {
        return from == to;
    }
}
