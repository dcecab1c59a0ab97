package io.larder.engine.chronicle;

import java.util.BitSet;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.hash.ChronicleHashCorruption;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.map.ChronicleHashCorruptionImpl;
import net.openhft.chronicle.map.VanillaChronicleMap;
import net.openhft.chronicle.map.impl.CompiledMapIterationContext;

/**
 * Mends a map whose process was killed, on the same boot: stores that a process has made are in the page cache, so only
 * a segment whose lock was held can be half-changed. The lock word says which; those few are rebuilt from their hash
 * slots and checksums by the library's recovery of one tier, and the pool of extra tiers is put in order when it was in
 * use.
 *
 * <p>An entry that was being written at the kill may be gone afterwards, even if an older image of it was acknowledged.
 */
final class SegmentRepair {
    private final VanillaChronicleMap<byte[], byte[], Object> map;
    private final Tiers tiers;
    private final ChronicleHashCorruption.Listener unheard = corruption -> {};
    private final ChronicleHashCorruptionImpl corruption = new ChronicleHashCorruptionImpl();
    private boolean poolSuspect;

    SegmentRepair(VanillaChronicleMap<byte[], byte[], Object> map) {
        this.map = map;
        this.tiers = new Tiers(map);
    }

    /** Number of segments rebuilt. */
    int run() {
        long poolLock = map.bsAddress() + map.headerSize;
        poolSuspect = OS.memory().readLong(poolLock) != 0;
        OS.memory().writeLong(poolLock, 0);
        map.globalMutableState().setDataStoreSize(map.dataStoreSize());
        BitSet held = new BitSet(map.actualSegments);
        for (int segment = 0; segment < map.actualSegments; segment++) {
            long lock = tiers.lockWord(segment);
            if (lock != 0) {
                tiers.resetLock(segment);
                // Waiters alone changed nothing.
                held.set(segment, (int) lock != 0);
            }
        }
        held.stream().forEach(this::rebuild);
        if (poolSuspect || map.globalMutableState().getExtraTiersInUse() > 0) {
            orderPool();
        }
        return held.cardinality();
    }

    private void rebuild(int segment) {
        int depth = placeTiers(segment);
        try (CompiledMapIterationContext<byte[], byte[], Object> context =
                (CompiledMapIterationContext<byte[], byte[], Object>) map.iterationContext()) {
            context.initSegmentIndex(segment);
            context.initSegmentTier();
            context.recoverTier(segment, unheard, corruption);
            for (int i = 0; i < depth; i++) {
                context.nextTier();
                context.recoverTier(segment, unheard, corruption);
            }
            // A key that was moving between tiers may be in two: the first tier's counts. Last tier first, as a
            // look-up goes by the chain from its start.
            context.removeDuplicatesInSegment(unheard, corruption);
            for (int i = 0; i < depth; i++) {
                context.prevTier();
                context.removeDuplicatesInSegment(unheard, corruption);
            }
        }
    }

    // The library links a new tier first and then tells it its place, its predecessor last: a tier that does not know
    // its
    // place is new and empty, and its link still goes to the next free tier.
    private int placeTiers(int segment) {
        int depth = 0;
        long previous = segment + 1L;
        for (long tier = tiers.firstExtra(segment); tier != 0; tier = tiers.next(tier)) {
            depth++;
            if (!tiers.place(tier, segment, depth, previous)) {
                poolSuspect = true;
            }
            previous = tier;
        }
        return depth;
    }

    private void orderPool() {
        VanillaGlobalMutableState state = map.globalMutableState();
        int pool = (int) (state.getAllocatedExtraTierBulks() * map.tiersInBulk);
        long first = map.extraTierIndexToTierIndex(0);
        BitSet used = new BitSet(pool);
        for (int segment = 0; segment < map.actualSegments; segment++) {
            for (long tier = tiers.firstExtra(segment); tier != 0; tier = tiers.next(tier)) {
                used.set((int) (tier - first));
            }
        }
        if (!poolSuspect && used.cardinality() == state.getExtraTiersInUse()) {
            return;
        }
        long following = 0;
        for (int free = used.previousClearBit(pool - 1); free >= 0; free = used.previousClearBit(free - 1)) {
            map.linkAndZeroOutFreeTiers(first + free, first + free);
            tiers.next(first + free, following);
            following = first + free;
        }
        state.setFirstFreeTierIndex(following);
        state.setExtraTiersInUse(used.cardinality());
    }
}
