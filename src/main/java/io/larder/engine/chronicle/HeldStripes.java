package io.larder.engine.chronicle;

import java.util.Arrays;

/** The stripes that a step has locked, and whether for itself alone: one, or several in the order of locking. */
final class HeldStripes {

    private static final int[] NONE = {};

    private int one = -1;
    private int[] several = NONE;
    private boolean exclusive;

    void one(int stripe, boolean alone) {
        one = stripe;
        several = NONE;
        exclusive = alone;
    }

    void several(int[] stripes, boolean alone) {
        one = -1;
        several = stripes;
        exclusive = alone;
    }

    /**
     * Sees to it that a key is locked.
     *
     * @throws MoreKeysException where it is not: the step starts over
     */
    void require(byte[] key) {
        int stripe = KeyLocks.stripe(key);
        if (stripe != one && Arrays.binarySearch(several, stripe) < 0) {
            throw new MoreKeysException(stripe, exclusive);
        }
    }

    /**
     * Sees to it that nobody else reads the keys meanwhile.
     *
     * @throws MoreKeysException where others may: the step starts over
     */
    void requireExclusive() {
        if (!exclusive) {
            throw new MoreKeysException(MoreKeysException.NO_STRIPE, true);
        }
    }
}
