package io.larder.engine.chronicle;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/**
 * Finds out which {@link Arrangement} suits the load. It plays the use of some keys, chosen by their hash, through
 * small caches of the same proportions, one for each arrangement, and names the one that had the most hits of late.
 *
 * <p>That is the simulation of G. Einziger, O. Eytan, R. Friedman, B. Manes: <i>Adaptive Software Cache Management</i>,
 * Middleware 2018. It follows a change of the load without the trials and errors of climbing a hill, and costs time
 * only for the keys that are chosen: one of five hundred, in a store of two million.
 *
 * <p>Another arrangement is taken where its lead is a good part of a cache, which is about what the change costs, and
 * more than chance explains: the requests that only one of the two had a hit for are as tosses of a coin, whose sum
 * strays by the root of their number. Of several that are equally good the farthest is taken, as the evidence points
 * there.
 *
 * <p>A cache that fills shows nothing yet, as nothing has to go. Where no key was used twice until it is full there are
 * no frequencies to go by, and to keep the old or the new keys is a guess. Then it begins with
 * {@link Arrangement#OLDEST}, which is left only when that is sure (see {@link Guess}), and not taken again; else with
 * {@link Arrangement#FREQUENCY}.
 *
 * <p>A store of no more keys than the small caches have is played as a whole. Then what they hold is exactly what the
 * store would, and it follows: see {@link Evictor}.
 */
final class Tuner {

    /** Keys in each of the small caches. */
    private static final int MOST = 4096;

    /**
     * Longs for two of those keys, as there are few: where keys are taken for each other, loops do not look like loops.
     */
    private static final int DENSITY = 4;

    private static final int ROWS = 4;

    /** Uses for each of them between two halvings. */
    private static final int PERIOD = 10;

    /** It chooses so many times while as many keys are used as a small cache has. */
    private static final int CHOICES = 50;

    /** What was found counts so much less with each later choice. */
    private static final double KEPT = 0.9994;

    /** The least lead, as a part of a small cache. */
    private static final double LEAST = 0.02;

    /** The least lead, in roots of the number of requests that tell two arrangements apart. */
    private static final double CAUTION = 4;

    private static final Arrangement[] ALL = Arrangement.values();

    /** Those that are played once the beginning is over: all but {@link Arrangement#OLDEST}, which is the last. */
    private static final int LASTING = Arrangement.OLDEST.ordinal();

    private final ReentrantLock lock = new ReentrantLock();
    private final Frequencies frequencies = new Frequencies(MOST * 2L, DENSITY, ROWS, PERIOD);
    private final MiniCache[] caches = new MiniCache[ALL.length];
    private final double[] hits = new double[ALL.length];
    private final double[][] apart = new double[ALL.length][ALL.length];
    private int capacity = 1;
    private int uses;
    private final Guess guess = new Guess(ALL.length);
    private int played = ALL.length;
    private boolean filled;
    private volatile long chosen;
    private volatile Arrangement best = Arrangement.FREQUENCY;

    Tuner() {
        for (int i = 0; i < ALL.length; i++) {
            caches[i] = new MiniCache(frequencies, ALL[i], MOST);
        }
    }

    /** The one that suits. */
    Arrangement best() {
        return best;
    }

    /** Whether the small caches are as large as the store, so that {@link #stray} and {@link #next} can be asked. */
    boolean exact() {
        return chosen == 0;
    }

    /** The store holds about so many keys when it is full. */
    void keys(long keys) {
        lock.lock();
        try {
            int shift = 0;
            while (keys >> shift > MOST) {
                shift++;
            }
            chosen = (1L << shift) - 1;
            capacity = (int) Math.max(1, keys >> shift);
            frequencies.keys(capacity);
            for (MiniCache cache : caches) {
                cache.capacity(capacity);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A key is used, or new. A use is left out where another thread is at it. */
    void use(long id, long hash) {
        if ((hash >>> 10 & chosen) != 0 || !lock.tryLock()) {
            return;
        }
        try {
            frequencies.add(hash);
            int hit = 0;
            for (int i = 0; i < played; i++) {
                hit |= caches[i].use(id) ? 1 << i : 0;
            }
            note(hit);
            if (!guess.over()) {
                guess.use(hit != 0, frequencies.of(hash));
                if (!filled && caches[0].full()) {
                    begin();
                }
            }
            uses++;
            if (uses * CHOICES >= capacity) {
                uses = 0;
                choose();
            }
        } finally {
            lock.unlock();
        }
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

    private void begin() {
        filled = true;
        if (guess.begin()) {
            best = Arrangement.OLDEST;
        } else {
            played = LASTING;
        }
    }

    private void choose() {
        int now = best.ordinal();
        int next = now;
        for (int i = 0; i < LASTING; i++) {
            double lead = hits[i] - hits[now];
            double least =
                    Math.max(LEAST * capacity, CAUTION * Math.sqrt(apart[i][now])) + guess.least(i, lead, capacity);
            if (lead > least
                    && (next == now || hits[i] > hits[next] || hits[i] == hits[next] && way(i, now) > way(next, now))) {
                next = i;
            }
        }
        if (next != now) {
            best = ALL[next];
            guess.end();
            played = LASTING;
        }
        for (int i = 0; i < played; i++) {
            hits[i] *= KEPT;
            for (int j = 0; j < played; j++) {
                apart[i][j] *= KEPT;
            }
        }
    }

    private static double way(int from, int to) {
        return Math.abs(ALL[from].share() - ALL[to].share());
    }

    /**
     * Of these keys, the one that was not used for the longest time of those which the best small cache does not hold.
     *
     * @return {@link Evictor#NOBODY} where it holds all of them
     */
    long stray(long[] ids, int count, AccessTable table) {
        long stray = Evictor.NOBODY;
        int greatest = -1;
        lock.lock();
        try {
            MiniCache cache = caches[best.ordinal()];
            for (int i = 0; i < count; i++) {
                if (!cache.holds(ids[i])) {
                    int age = AccessTable.age(table.look(ids[i]));
                    if (age > greatest) {
                        greatest = age;
                        stray = ids[i];
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        return stray;
    }

    /**
     * Who would leave the best small cache for a new key, of those that are {@code there}, or {@link Evictor#NOBODY}.
     */
    long next(LongPredicate there) {
        lock.lock();
        try {
            return caches[best.ordinal()].next(there);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all keys. */
    void clear() {
        lock.lock();
        try {
            for (MiniCache cache : caches) {
                cache.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives its memory back. Nobody may use it any more. */
    void free() {
        frequencies.free();
    }
}
