package io.larder.engine.chronicle;

import java.util.concurrent.atomic.LongAdder;

/** What the store counts of itself: how often keys were looked up and found, and how many have expired. */
final class Census {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder rounds = new LongAdder();

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

    /** The sweeper has been round all segments. */
    void roundEnds() {
        rounds.increment();
    }

    /** How often the sweeper has been round all segments. */
    long rounds() {
        return rounds.sum();
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
}
