package io.larder.engine.chronicle;

import java.util.function.LongConsumer;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.hash.impl.BigSegmentHeader;
import net.openhft.chronicle.hash.impl.TierCountersArea;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import net.openhft.chronicle.map.VanillaChronicleMap;

/**
 * The map file's own structures, read and written in place.
 *
 * <p>A segment is a header (lock word, counters) and a chain of tiers: one of its own, and extra ones from a pool
 * shared by all segments, taken when it is full. A tier is hash slots, a line of counters, a bit for each chunk (set:
 * taken), and the chunks. Tiers are numbered from 1, the segments' own first. The layout is that of the pinned version
 * of the library; {@code ChronicleInternalsTest} guards it.
 */
final class Tiers {
    private static final BigSegmentHeader HEADER = BigSegmentHeader.INSTANCE;

    private final VanillaChronicleMap<byte[], byte[], Object> map;

    Tiers(VanillaChronicleMap<byte[], byte[], Object> map) {
        this.map = map;
    }

    /** Lock word of a segment: holders in the low half, waiters in the high half; 0 when free. */
    long lockWord(int segment) {
        return HEADER.getLockState(map.segmentHeaderAddress(segment));
    }

    void resetLock(int segment) {
        HEADER.resetLock(map.segmentHeaderAddress(segment));
    }

    /** Runs {@code action} with each tier number of the segment, the first first. */
    void forEachTier(int segment, LongConsumer action) {
        long tier = segment + 1L;
        action.accept(tier);
        for (tier = firstExtra(segment); tier != 0; tier = next(tier)) {
            action.accept(tier);
        }
    }

    /** First extra tier of the segment, 0 if it has none. */
    long firstExtra(int segment) {
        return HEADER.nextTierIndex(map.segmentHeaderAddress(segment));
    }

    /** The tier after the extra tier {@code tier}, 0 if it is the last. */
    long next(long tier) {
        return TierCountersArea.nextTierIndex(counters(tier));
    }

    void next(long tier, long following) {
        TierCountersArea.nextTierIndex(counters(tier), following);
    }

    /** Makes the extra tier say where in its chain it stands. True if it said so already. */
    boolean place(long tier, int segment, int depth, long previous) {
        long counters = counters(tier);
        boolean placed = TierCountersArea.segmentIndex(counters) == segment
                && TierCountersArea.tier(counters) == depth
                && TierCountersArea.prevTierIndex(counters) == previous;
        if (!placed) {
            TierCountersArea.segmentIndex(counters, segment);
            TierCountersArea.tier(counters, depth);
            TierCountersArea.nextTierIndex(counters, 0);
            TierCountersArea.prevTierIndex(counters, previous);
        }
        return placed;
    }

    /** Entries in the tier, by its counter. */
    long entries(int segment, long tier) {
        return isFirst(tier)
                ? HEADER.entries(map.segmentHeaderAddress(segment))
                : TierCountersArea.entries(counters(tier));
    }

    /** Chunks taken in the tier, by its bits. */
    long chunks(long tier) {
        long bits = counters(tier) + VanillaChronicleHash.TIER_COUNTERS_AREA_SIZE;
        long taken = 0;
        for (long offset = 0; offset < map.tierFreeListInnerSize; offset += Long.BYTES) {
            taken += Long.bitCount(OS.memory().readLong(bits + offset));
        }
        return taken;
    }

    /**
     * Forgets all entries of the segment, under its write lock, and tells who counts. Slots go first: whatever is left
     * when the process dies in between is what repair finds by the slots.
     */
    void clear(int segment, SpaceCount count, Expiries expiries) {
        long header = map.segmentHeaderAddress(segment);
        if (HEADER.entries(header) == 0 && HEADER.nextTierIndex(header) == 0) {
            return;
        }
        HEADER.writeLock(header);
        try {
            forEachTier(segment, tier -> {
                long base = map.tierIndexToBaseAddr(tier);
                count.add(-entries(segment, tier), -chunks(tier));
                OS.memory().setMemory(base, map.tierHashLookupOuterSize, (byte) 0);
                long counters = counters(tier);
                OS.memory()
                        .setMemory(
                                counters + VanillaChronicleHash.TIER_COUNTERS_AREA_SIZE,
                                map.tierFreeListOuterSize,
                                (byte) 0);
                if (isFirst(tier)) {
                    HEADER.entries(header, 0);
                    HEADER.lowestPossiblyFreeChunk(header, 0);
                } else {
                    TierCountersArea.entries(counters, 0);
                    TierCountersArea.lowestPossiblyFreeChunkTiered(counters, 0);
                }
            });
            expiries.cleared(segment);
        } finally {
            HEADER.writeUnlock(header);
        }
    }

    private boolean isFirst(long tier) {
        return tier <= map.actualSegments;
    }

    private long counters(long tier) {
        return map.tierIndexToBaseAddr(tier) + map.tierHashLookupOuterSize;
    }
}
