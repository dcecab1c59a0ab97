package io.larder.engine.chronicle;

/**
 * How often a step has found the key that it asked for. As in Redis, only the keys of commands that read count; a step
 * that is taken back counts for nothing.
 */
final class Lookups {

    private boolean counting;
    private int hits;
    private int misses;

    /** A step begins. */
    void begin(boolean reads) {
        counting = reads;
        hits = 0;
        misses = 0;
    }

    /** Whether what comes counts: the commands of one step may differ. */
    void count(boolean reads) {
        counting = reads;
    }

    /** A key was looked up. Returns {@code found}. */
    boolean seen(boolean found) {
        if (counting) {
            if (found) {
                hits++;
            } else {
                misses++;
            }
        }
        return found;
    }

    int hits() {
        return hits;
    }

    int misses() {
        return misses;
    }
}
