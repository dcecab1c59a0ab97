package io.larder.engine.chronicle;

/**
 * What happened to keys within a step: how many that a command asked for were there, how many were not, and how many
 * turned out to have expired. As in Redis only commands that read have hits and misses. A step that is taken back
 * counts for nothing.
 */
final class Lookups {

    int hits;
    int misses;
    int lapsed;

    /** A key was asked for. Returns {@code found}. */
    boolean seen(boolean found) {
        if (found) {
            hits++;
        } else {
            misses++;
        }
        return found;
    }

    void clear() {
        hits = 0;
        misses = 0;
        lapsed = 0;
    }
}
