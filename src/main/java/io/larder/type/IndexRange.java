package io.larder.type;

/**
 * Positions of a sequence, as {@code start} and {@code stop} of LRANGE, LTRIM or ZRANGE name them: from 0, or from the
 * end where negative, both included, cut to what there is.
 *
 * @param from the first position
 * @param to the position behind the last; {@code from} where there are none
 */
public record IndexRange(long from, long to) {

    /** No positions. */
    static final IndexRange NONE = new IndexRange(0, 0);

    /** The positions from {@code start} to {@code stop} of a sequence of {@code size}. */
    static IndexRange of(long start, long stop, long size) {
        long from = start < 0 ? Math.max(0, start + size) : Math.min(start, size);
        long to = stop < 0 ? stop + size + 1 : Math.min(stop, size - 1) + 1;
        return new IndexRange(from, Math.max(from, to));
    }

    /** The positions from {@code from} to before {@code to}; none where that is not behind {@code from}. */
    static IndexRange between(long from, long to) {
        return from < to ? new IndexRange(from, to) : NONE;
    }

    /** How many positions there are. */
    public long size() {
        return to - from;
    }

    /**
     * A part of it, as LIMIT says.
     *
     * @param skip how many to leave out; negative for all
     * @param most how many to take then, at most; negative for all
     * @param back whether they are counted from its upper end down
     */
    public IndexRange limit(long skip, long most, boolean back) {
        long left = to - from - skip;
        if (skip < 0 || left <= 0) {
            return NONE;
        }
        long taken = most < 0 ? left : Math.min(most, left);
        return back ? new IndexRange(to - skip - taken, to - skip) : new IndexRange(from + skip, from + skip + taken);
    }

    /** The same positions counted from the other end of a sequence of {@code size}. */
    IndexRange mirrored(long size) {
        return new IndexRange(size - to, size - from);
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
