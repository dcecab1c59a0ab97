package io.larder.engine.chronicle;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds out how large the window of new keys should be: from hardly anything, where how often a key is used tells most,
 * to all, which is LRU. It plays the use of some keys, chosen by their hash, through small caches of the same
 * proportions with windows of different size, and names the one that had the most hits of late.
 *
 * <p>That is the simulation of G. Einziger, O. Eytan, R. Friedman, B. Manes: <i>Adaptive Software Cache Management</i>,
 * Middleware 2018. It follows a change of the load without the trials and errors of climbing a hill, and costs time
 * only for the keys that are chosen: one of a thousand, in a store of two million.
 */
final class WindowTuner {

    private static final double[] SHARES = {0.01, 0.1, 0.3, 0.6, 1};

    /** Keys in each of the small caches. */
    private static final int MOST = 2048;

    /** The hits of a period count so much less with each later one. */
    private static final double KEPT = 0.97;

    /** By so much of the square root of its hits a window must be better than the one that is in use. */
    private static final double CAUTION = 0.2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Frequencies frequencies = new Frequencies(MOST * 4L);
    private final MiniCache[] caches = new MiniCache[SHARES.length];
    private final double[] hits = new double[SHARES.length];
    private int capacity = 1;
    private int uses;
    private volatile long chosen;
    private volatile double best = SHARES[0];

    WindowTuner() {
        for (int i = 0; i < SHARES.length; i++) {
            caches[i] = new MiniCache(frequencies, SHARES[i], MOST);
        }
    }

    /** The part of the cache that the window should have. */
    double window() {
        return best;
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
            for (int i = 0; i < caches.length; i++) {
                if (caches[i].use(id)) {
                    hits[i]++;
                }
            }
            if (++uses >= capacity) {
                uses = 0;
                choose();
            }
        } finally {
            lock.unlock();
        }
    }

    private void choose() {
        int most = 0;
        double now = 0;
        for (int i = 0; i < hits.length; i++) {
            most = hits[i] > hits[most] ? i : most;
            now = SHARES[i] == best ? hits[i] : now;
        }
        // A change costs hits, so it is not made for what may be chance.
        if (hits[most] > now + CAUTION * Math.sqrt(now)) {
            best = SHARES[most];
        }
        for (int i = 0; i < hits.length; i++) {
            hits[i] *= KEPT;
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
