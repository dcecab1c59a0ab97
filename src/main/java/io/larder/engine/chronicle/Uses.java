package io.larder.engine.chronicle;

import io.larder.keyspace.Clock;

/** What is kept of the use of keys, as a reading command writes it: without a lock, off the heap. */
final class Uses {

    private static final long AT_ONCE = 16_384;
    private static final long AHEAD = 4;

    /** Bytes of {@link #frequencies} for a key. */
    private static final int DENSITY = 6;

    /** Uses for each key between two halvings: the more there are, the more keys share counters. */
    private static final int PERIOD = 8;

    private final AccessTable table;
    private final Frequencies frequencies;
    private final Tuner tuner;
    private volatile boolean tuning;

    /**
     * Nothing is known yet.
     *
     * @param segments of the map
     * @param mostKeys that the map may ever hold
     */
    Uses(int segments, long mostKeys, Clock clock) {
        table = new AccessTable(segments, clock);
        frequencies = new Frequencies(mostKeys, DENSITY, PERIOD);
        tuner = new Tuner();
    }

    /** The key's hash in all that counts here. */
    static long hash(long id) {
        long hash = id * 0x9e3779b97f4a7c15L;
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }

    /** A stored key is used. */
    void use(long id) {
        table.touch(id);
        count(id);
    }

    /** A key is used, whether it is stored or not. */
    void count(long id) {
        long hash = hash(id);
        frequencies.add(hash);
        if (tuning) {
            tuner.use(id, hash);
        }
    }

    /** How often a key was used of late. */
    int frequency(long id) {
        return frequencies.of(hash(id));
    }

    /** What finds out how the cache is best arranged. */
    Tuner tuner() {
        return tuner;
    }

    AccessTable table() {
        return table;
    }

    /** Whether the best arrangement is looked for. */
    void tune(boolean on) {
        tuning = on;
    }

    /** There are so many keys now, and so many when the store is full. For one thread at a time. */
    void keys(long now, long full) {
        // While it fills, what is learnt is for the full store; but not more memory than a few times what is needed.
        long soon = Math.max(now, Math.min(full, Math.max(AT_ONCE, AHEAD * now)));
        table.keys(soon);
        frequencies.keys(soon, full);
        if (tuning) {
            tuner.keys(full);
        }
    }

    /**
     * Goes on with what {@link #keys} has begun, for a short time. Whether there is more to be done. For the same
     * thread.
     */
    boolean grow() {
        return frequencies.grow();
    }

    /** Forgets all keys. */
    void clear() {
        table.clear();
        frequencies.clear();
        tuner.clear();
    }

    /** Bytes that it takes. */
    long bytes() {
        return table.bytes() + frequencies.bytes();
    }

    /** Gives its memory back. Nobody may use it any more. */
    void free() {
        table.free();
        frequencies.free();
        tuner.free();
    }
}
