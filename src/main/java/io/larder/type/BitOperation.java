package io.larder.type;

/** What BITOP does with the words of several strings that stand at the same place. */
enum BitOperation {
    /** Set in all. */
    AND {
        @Override
        long of(long[] words) {
            long result = -1;
            for (long word : words) {
                result &= word;
            }
            return result;
        }
    },
    /** Set in any. */
    OR {
        @Override
        long of(long[] words) {
            return words[0] | others(words);
        }
    },
    /** Set in an odd number of them. */
    XOR {
        @Override
        long of(long[] words) {
            long result = 0;
            for (long word : words) {
                result ^= word;
            }
            return result;
        }
    },
    /** Not set in the only one. */
    NOT {
        @Override
        long of(long[] words) {
            return ~words[0];
        }
    },
    /** Set in the first and in no other. From Redis 8.2. */
    DIFF {
        @Override
        long of(long[] words) {
            return words[0] & ~others(words);
        }
    },
    /** Set in another, and not in the first. From Redis 8.2. */
    DIFF1 {
        @Override
        long of(long[] words) {
            return ~words[0] & others(words);
        }
    },
    /** Set in the first and in any other. From Redis 8.2. */
    ANDOR {
        @Override
        long of(long[] words) {
            return words[0] & others(words);
        }
    },
    /** Set in exactly one. From Redis 8.2. */
    ONE {
        @Override
        long of(long[] words) {
            long once = 0;
            long more = 0;
            for (long word : words) {
                more |= once & word;
                once |= word;
            }
            return once & ~more;
        }
    };

    /** The word of the result. */
    abstract long of(long[] words);

    /** Whether the first string means something else than the others, which must be there. */
    boolean needsOthers() {
        return this == DIFF || this == DIFF1 || this == ANDOR;
    }

    private static long others(long[] words) {
        long any = 0;
        for (int i = 1; i < words.length; i++) {
            any |= words[i];
        }
        return any;
    }
}
