package io.larder.engine.chronicle;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which {@link Arrangement} suits the load. It plays the use of some keys, chosen by their hash, through
 * small caches of the same proportions, one for each arrangement, and names the one that had the most hits of late.
 *
 * <p>That is the simulation of G. Einziger, O. Eytan, R. Friedman, B. Manes: <i>Adaptive Software Cache Management</i>,
 * Middleware 2018. It follows a change of the load without the trials and errors of climbing a hill, and costs time
 * only for the keys that are chosen: one of five hundred, in a store of two million.
 *
 * <p>A cache that fills shows nothing yet, as nothing has to go. One of half the size is full earlier, and shows what
 * suits it by the time that the whole is full: so while it fills, caches of half the size are played beside, and it
 * begins with what suited them ({@link Contest#first}). Where no key was used twice until it is full there are no
 * frequencies to go by, and to keep the old or the new keys is a guess. Then it begins with {@link Arrangement#OLDEST},
 * which is left only when that is sure (see {@link Guess}), and not taken again. Later changes are for what
 * {@link Contest#leader} says.
 *
 * <p>A store of no more keys than the small caches have is played as a whole. Then what they hold is exactly what the
 * store would, and it follows: see {@link Evictor}.
 */
final class Tuner {

    /** Keys in each of the small caches. */
    private static final int MOST = 4096;

    /** Those that are played while the cache fills are so much smaller. */
    private static final int SMALLER = 2;

    /**
     * Bytes for one of those keys, as there are few: where keys are taken for each other, loops do not look like loops.
     */
    private static final int DENSITY = 24;

    /** Uses for each of them between two halvings. */
    private static final int PERIOD = 10;

    /** It chooses so many times while as many keys are used as a small cache has. */
    private static final int CHOICES = 50;

    private static final Arrangement[] ALL = Arrangement.values();

    /** Those that are played once the beginning is over: all but {@link Arrangement#OLDEST}, which is the last. */
    private static final int LASTING = Arrangement.OLDEST.ordinal();

    private final ReentrantLock lock = new ReentrantLock();
    private final Frequencies frequencies = new Frequencies(MOST, DENSITY, PERIOD);
    private final Contest contest = new Contest(frequencies, ALL.length, MOST);
    private int capacity = 1;
    private int uses;
    private final Guess guess = new Guess(ALL.length);
    private @Nullable Contest early = new Contest(frequencies, LASTING, MOST / SMALLER);
    private volatile long chosen;
    private volatile Arrangement best = Arrangement.FREQUENCY;

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
            frequencies.keys(capacity, capacity);
            contest.capacity(capacity);
            if (early != null) {
                early.capacity(Math.max(1, capacity / SMALLER));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A key is used, or new. A use is left out where another thread is at it. */
    void use(long id, long hash) {
        if ((hash & chosen) != 0 || !lock.tryLock()) {
            return;
        }
        try {
            frequencies.add(hash);
            boolean hit = contest.use(id);
            if (!guess.over()) {
                guess.use(hit, frequencies.of(hash));
            }
            if (early != null) {
                early.use(id);
                if (contest.full()) {
                    begin(early);
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

    private void begin(Contest smaller) {
        if (guess.begin()) {
            best = Arrangement.OLDEST;
        } else {
            contest.only(LASTING);
            best = smaller.first();
        }
        early = null;
    }

    private void choose() {
        Arrangement next = contest.leader(best, guess);
        if (next != best) {
            best = next;
            guess.end();
            contest.only(LASTING);
        }
        contest.fade();
        if (early != null) {
            early.fade();
        }
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
            MiniCache cache = contest.cache(best);
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
            return contest.cache(best).next(there);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all keys. */
    void clear() {
        lock.lock();
        try {
            contest.clear();
            if (early != null) {
                early.clear();
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
