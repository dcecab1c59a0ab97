package io.larder.engine.chronicle;

/**
 * How a cache is arranged: which part of it is a window for new keys, and which of those that have to leave the window
 * are let in to the others. Each is the best for some loads and bad for others; {@link Tuner} finds out which is.
 *
 * <p>{@link #FREQUENCY} and {@link #RECENCY} are the ends of W-TinyLFU (see {@link Evictor}). {@link #TWICE} lets in
 * whom anybody has asked for a second time, without a comparison, as S3-FIFO does with a small queue of a tenth and its
 * ghosts (J. Yang, Y. Zhang, Z. Qiu, Y. Yue, K. V. Rashmi: <i>FIFO Queues are All You Need for Cache Eviction</i>, SOSP
 * 2023) and 2Q before it; here {@link Frequencies} remember the ghosts.
 */
enum Arrangement {
    /** Hardly any window, and who was used more often stays: for keys that are asked for in loops, or by rank. */
    FREQUENCY(0.01, false, 1),
    /** A window of a tenth; a second use lets in: for loads with many keys that are asked for once. */
    TWICE(0.1, true, 1),
    /** Hardly any window; a second use lets in: where what is popular changes. */
    TWICE_AT_ONCE(0.01, true, 1),
    /** Much of it is a window, and few are kept that were used more often. */
    NEWEST(0.75, false, 1),
    /** All is a window, which is LRU. */
    RECENCY(1, false, 1),
    /** Hardly any window, and who was there first stays: to begin with, where no key was used twice yet. */
    OLDEST(0.01, false, 2);

    private static final int SECOND = 2;

    private final double share;
    private final boolean second;

    /**
     * Of keys that are used equally often, as in a loop, some were used once more than others when all counts are
     * halved, and the remainder is lost: that leaves them one apart until the next time. On a walk that turns back some
     * were used on both ways, which is one more.
     */
    private final int chance;

    Arrangement(double share, boolean second, int chance) {
        this.share = share;
        this.second = second;
        this.chance = chance;
    }

    /** The part of the cache that the window has, 0 to 1. */
    double share() {
        return share;
    }

    /** The keys in the window of a cache of so many, at least one. */
    long window(long keys) {
        return share >= 1 ? keys : Math.max(1, (long) (keys * share));
    }

    /**
     * Whether a key that leaves the window is let in, and the other one goes for it.
     *
     * @param candidate how often it was used of late
     * @param victim how often the other one was
     */
    boolean admits(int candidate, int victim) {
        return second ? candidate >= SECOND : candidate > victim + chance;
    }
}
