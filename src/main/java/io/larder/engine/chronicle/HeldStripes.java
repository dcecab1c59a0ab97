package io.larder.engine.chronicle;

import java.util.Arrays;

/** The stripes that a step has locked: one, or several in the order of locking. */
final class HeldStripes {

    private static final int[] NONE = {};

    private int one = -1;
    private int[] several = NONE;

    void one(int stripe) {
        one = stripe;
        several = NONE;
    }

    void several(int[] stripes) {
        one = -1;
        several = stripes;
    }

    /**
     * Sees to it that a key is locked.
     *
     * @throws MoreKeysException where it is not: the step starts over
     */
    void require(byte[] key) {
        int stripe = KeyLocks.stripe(key);
        if (stripe != one && Arrays.binarySearch(several, stripe) < 0) {
            throw new MoreKeysException(stripe);
        }
    }
}
