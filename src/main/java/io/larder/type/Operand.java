package io.larder.type;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of the inputs of a union, intersection or difference: a sorted set, a set, each member of which scores 1, or
 * nothing.
 *
 * <p>Both keep their members behind the same hash, and in its order, so keys of one can be looked up in the other.
 */
final class Operand {

    private static final double OF_A_SET = 1;

    private final @Nullable Tree tree;
    private final boolean scored;
    private final double weight;

    private Operand(@Nullable Tree tree, boolean scored, double weight) {
        this.tree = tree;
        this.scored = scored;
        this.weight = weight;
    }

    /**
     * What a key has.
     *
     * @param weight what its scores are multiplied by
     * @throws CommandError where it is neither a set nor a sorted set
     */
    static Operand find(Keyspace keyspace, byte[] key, double weight) {
        Entry entry = keyspace.find(key);
        if (entry == null) {
            return new Operand(null, false, weight);
        }
        if (entry.kind() != Kind.SORTED_SET && entry.kind() != Kind.SET) {
            throw CommandError.WRONG_TYPE;
        }
        return new Operand(entry.tree(0), entry.kind() == Kind.SORTED_SET, weight);
    }

    /** How many members it has. */
    long size() {
        return tree == null ? 0 : tree.size();
    }

    /** What the member with this key has, for {@link #weighted}, or null where it is no member. */
    byte @Nullable [] get(byte[] key) {
        return tree == null ? null : tree.get(key);
    }

    /** The weighted score of a member that has this. NaN is zero times infinity. */
    double weighted(byte[] value) {
        return (scored ? Score.of(Score.untrimmed(value)) : OF_A_SET) * weight;
    }

    /** Visits all members until the visitor has had enough, with their weighted scores; 0 in place of NaN. */
    void each(Predicate<Scored> visitor) {
        if (tree != null) {
            tree.each(0, (key, value) -> {
                double score = weighted(value);
                return visitor.test(new Scored(key, Double.isNaN(score) ? 0 : score));
            });
        }
    }
}
