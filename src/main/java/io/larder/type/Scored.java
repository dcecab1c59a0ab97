package io.larder.type;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A member with a score on its way from one sorted set to a reply or another sorted set. Here {@code -0} is kept.
 *
 * @param key the member behind its hash, as {@link Member#key} has it
 */
record Scored(byte[] key, double score) {

    /** As the first tree of a sorted set has them. */
    static final Comparator<Scored> BY_MEMBER = (a, b) -> Arrays.compareUnsigned(a.key, b.key);

    /** As the second tree has them: by score, then by the member without its hash. */
    static final Comparator<Scored> BY_SCORE = (a, b) -> {
        int order = Long.compareUnsigned(Score.bits(a.score), Score.bits(b.score));
        return order != 0
                ? order
                : Arrays.compareUnsigned(a.key, Member.PREFIX, a.key.length, b.key, Member.PREFIX, b.key.length);
    };

    /** The member itself. */
    byte[] member() {
        return Member.of(key);
    }
}
