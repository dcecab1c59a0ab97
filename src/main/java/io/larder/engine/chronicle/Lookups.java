package io.larder.engine.chronicle;

/**
 * What happened to keys within a step: how many that a command asked for were there, how many were not, and how many
 * turned out to have expired. As in Redis only commands that read are counted. A step that is taken back counts for
 * nothing.
 */
final class Lookups {

    int hits;
    int misses;
    int lapsed;

    void clear() {
        hits = 0;
        misses = 0;
        lapsed = 0;
    }
}
