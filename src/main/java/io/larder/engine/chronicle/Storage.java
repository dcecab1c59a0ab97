package io.larder.engine.chronicle;

/**
 * How the store lies in its files at a moment, for the operator.
 *
 * @param failed whether a step was put in place in part only, which a restart mends, or a file could not be read: every
 *     command is refused
 * @param entryBytes bytes that keys and small values take
 * @param pages pages of 1 KiB that larger values take
 * @param reservedPages pages that the disk has room for already
 * @param mostPages how many pages there may be
 * @param discarded large values that were removed and whose pages are not free yet
 * @param intents steps that are being put in place
 * @param mostIntents how many steps there is room for, at a time
 * @param segments parts of the map of keys
 * @param extraTiers parts beyond those, taken by segments that are full; with many of them, reading is slower
 * @param rounds how often the sweeper has looked at all keys
 */
public record Storage(
        boolean failed,
        long entryBytes,
        int pages,
        int reservedPages,
        int mostPages,
        int discarded,
        int intents,
        int mostIntents,
        int segments,
        long extraTiers,
        long rounds) {}
