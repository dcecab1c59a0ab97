package io.larder.engine.chronicle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The indexes of the trees that were used lately, by the root page of their value; as many as the heap may bear. Those
 * of one value are kept also where they are larger than all may be together, in place of most others: else each command
 * on it would have to make them anew from its leaves.
 */
final class IndexCache {

    /** An index of a leaf or two is a node of more than 600 bytes, and the cache has some for each value as well. */
    private static final int LEAVES_FOR_NONE = 24;

    private static final int BYTES_OF_LEAF = 32;

    private final Cache<Integer, LeafIndex[]> cache;
    private final long mostOfOne;

    /** A cache of indexes of so many bytes together. */
    IndexCache(long bytes) {
        long mostLeaves = bytes / BYTES_OF_LEAF;
        mostOfOne = mostLeaves - mostLeaves / 4;
        cache = Caffeine.newBuilder()
                .maximumWeight(mostLeaves)
                .weigher((Integer root, LeafIndex[] indexes) -> weigh(indexes))
                .executor(Runnable::run)
                .build();
    }

    private int weigh(LeafIndex[] indexes) {
        long weight = LEAVES_FOR_NONE;
        for (LeafIndex index : indexes) {
            weight += index == null ? 0 : LEAVES_FOR_NONE + index.leaves();
        }
        return (int) Math.min(weight, Math.min(mostOfOne, Integer.MAX_VALUE));
    }

    LeafIndex get(int root, int which, Supplier<LeafIndex> build) {
        LeafIndex[] known = cache.getIfPresent(root);
        if (known != null && known.length > which && known[which] != null) {
            return known[which];
        }
        LeafIndex built = build.get();
        put(root, which, built);
        return built;
    }

    /** The array is never changed, so that readers side by side see a whole one. */
    void put(int root, int which, LeafIndex index) {
        cache.asMap().compute(root, (key, known) -> {
            LeafIndex[] all =
                    known == null ? new LeafIndex[which + 1] : Arrays.copyOf(known, Math.max(known.length, which + 1));
            all[which] = index;
            return all;
        });
    }

    /** Weighs a value's indexes again after they have grown. */
    void weighAgain(int root) {
        cache.asMap().computeIfPresent(root, (key, known) -> known.clone());
    }

    void forget(int root) {
        cache.invalidate(root);
    }

    void forgetAll() {
        cache.invalidateAll();
    }
}
