package io.larder.engine.chronicle;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the store counts of itself: how often keys were looked up and found, how many have expired, and, as of the
 * sweeper's last round over all keys, how many are to expire.
 */
final class Census {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private volatile Round last = new Round(0, 0);
    private volatile long rounds;
    private long expiring;
    private double ttl;

    /** A round's keys that have an expiry, and the milliseconds that they have on average. */
    private record Round(long expiring, long averageTtl) {}

    /** What a step came to that is not taken back any more; it is zero from here on. */
    void add(Lookups step) {
        if (step.hits > 0) {
            hits.add(step.hits);
        }
        if (step.misses > 0) {
            misses.add(step.misses);
        }
        if (step.lapsed > 0) {
            expired.add(step.lapsed);
        }
        step.clear();
    }

    /** The sweeper has seen a key that is to expire in so many milliseconds. */
    void expires(long millis) {
        expiring++;
        ttl += millis;
    }

    /** The sweeper has seen all keys. */
    void roundEnds() {
        if (expiring > 0 || last.expiring > 0) {
            last = new Round(expiring, expiring == 0 ? 0 : (long) (ttl / expiring));
        }
        expiring = 0;
        ttl = 0;
        rounds++;
    }

    /** How often the sweeper has seen all keys. */
    long rounds() {
        return rounds;
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    long expired() {
        return expired.sum();
    }

    long expiring() {
        return last.expiring;
    }

    long averageTtl() {
        return last.averageTtl;
    }
}
