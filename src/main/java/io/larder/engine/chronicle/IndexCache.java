package io.larder.engine.chronicle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.function.Supplier;

/** The indexes of the trees that were used lately, by the root page of their value; as many as the heap may bear. */
final class IndexCache {

    private static final int WEIGHT_OF_ONE = 8;

    private final Cache<Integer, LeafIndex[]> cache;

    /** A cache of indexes of so many leaves together, of some 64 bytes each. */
    IndexCache(long mostLeaves) {
        cache = Caffeine.newBuilder()
                .maximumWeight(mostLeaves)
                .weigher((Integer root, LeafIndex[] indexes) -> weigh(indexes))
                .executor(Runnable::run)
                .build();
    }

    private static int weigh(LeafIndex[] indexes) {
        int weight = WEIGHT_OF_ONE;
        for (LeafIndex index : indexes) {
            weight += index == null ? 0 : index.leaves();
        }
        return weight;
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
