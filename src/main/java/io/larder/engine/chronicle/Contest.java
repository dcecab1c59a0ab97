package io.larder.engine.chronicle;

/**
 * Arrangements against each other: small caches of one size, one for each arrangement, through which the same keys are
 * played, and how many hits each had of late.
 *
 * <p>Another arrangement is taken where its lead is a good part of a cache, which is about what the change costs, and
 * more than chance explains: the requests that only one of the two had a hit for are as tosses of a coin, whose sum
 * strays by the root of their number.
 *
 * <p>Not to be used by two threads at once.
 */
final class Contest {

    /** What was found counts so much less with each later choice. */
    private static final double KEPT = 0.9994;

    /** The least lead, as a part of a cache. */
    private static final double LEAST = 0.02;

    /** The least lead, in roots of the number of requests that tell two arrangements apart. */
    private static final double CAUTION = 4;

    private static final Arrangement[] ALL = Arrangement.values();

    /** Those that may be chosen: all but {@link Arrangement#OLDEST}, which is the last. */
    private static final int LASTING = Arrangement.OLDEST.ordinal();

    private final MiniCache[] caches;
    private final double[] hits;
    private final double[][] apart;
    private int capacity = 1;
    private int played;

    /**
     * Caches that are empty.
     *
     * @param arrangements how many of the first of them are played
     * @param most the greatest capacity of a cache
     */
    Contest(Frequencies frequencies, int arrangements, int most) {
        caches = new MiniCache[arrangements];
        for (int i = 0; i < arrangements; i++) {
            caches[i] = new MiniCache(frequencies, ALL[i], most);
        }
        hits = new double[arrangements];
        apart = new double[arrangements][arrangements];
        played = arrangements;
    }

    /** Each cache holds so many keys from now on. */
    void capacity(int keys) {
        capacity = keys;
        for (MiniCache cache : caches) {
            cache.capacity(keys);
        }
    }

    /** Only the first so many are played from now on. */
    void only(int arrangements) {
        played = arrangements;
    }

    /** A key is used. Whether any of the caches holds it. */
    boolean use(long id) {
        int hit = 0;
        for (int i = 0; i < played; i++) {
            hit |= caches[i].use(id) ? 1 << i : 0;
        }
        note(hit);
        return hit != 0;
    }

    /** Counts the hits of the caches, a bit each. */
    private void note(int hit) {
        if (hit == 0) {
            return;
        }
        boolean differ = hit != (1 << played) - 1;
        for (int i = 0; i < played; i++) {
            int one = hit >>> i & 1;
            hits[i] += one;
            for (int j = 0; differ && j < played; j++) {
                apart[i][j] += one ^ hit >>> j & 1;
            }
        }
    }

    /** Whether a new key takes the place of another. */
    boolean full() {
        return caches[0].full();
    }

    /** What a store in this arrangement would hold. */
    MiniCache cache(Arrangement arrangement) {
        return caches[arrangement.ordinal()];
    }

    /**
     * The arrangement to change to, or {@code best}, which is in use. Of several that are equally good it is the
     * farthest, as the evidence points there.
     *
     * @param guess says how much more a lead has to be
     */
    Arrangement leader(Arrangement best, Guess guess) {
        int now = best.ordinal();
        int next = now;
        for (int i = 0; i < LASTING; i++) {
            double lead = hits[i] - hits[now];
            if (lead > least(i, now) + guess.least(i, lead, capacity)
                    && (next == now || hits[i] > hits[next] || hits[i] == hits[next] && way(i, now) > way(next, now))) {
                next = i;
            }
        }
        return ALL[next];
    }

    /**
     * The arrangement to begin with. Whatever came again by then came soon, for which a large window is good: what
     * comes late is not yet seen. So each arrangement has to be clearly better than those before it, which are the more
     * careful ones.
     */
    Arrangement first() {
        int first = 0;
        for (int i = 1; i < LASTING; i++) {
            if (hits[i] - hits[first] > least(i, first)) {
                first = i;
            }
        }
        return ALL[first];
    }

    private double least(int one, int other) {
        return Math.max(LEAST * capacity, CAUTION * Math.sqrt(apart[one][other]));
    }

    private static double way(int from, int to) {
        return Math.abs(ALL[from].share() - ALL[to].share());
    }

    /** What was found counts less from now on. */
    void fade() {
        for (int i = 0; i < played; i++) {
            hits[i] *= KEPT;
            for (int j = 0; j < played; j++) {
                apart[i][j] *= KEPT;
            }
        }
    }

    /** Forgets all keys. */
    void clear() {
        for (MiniCache cache : caches) {
            cache.clear();
        }
    }
}
