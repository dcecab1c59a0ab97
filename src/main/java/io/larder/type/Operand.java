package io.larder.type;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the inputs of a union, intersection or difference: a sorted set, a set, each member of which scores 1, or
 * nothing.
 *
 * <p>Both keep their members behind the same hash, and in its order, so keys of one can be looked up in the other.
 */
final class Operand {

    /** Finds members. */
    @FunctionalInterface
    interface Finder {
        /** What the member with this key has, or null where there is none. */
        byte @Nullable [] find(byte[] key);
    }

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
     * What a key has, each score as it is.
     *
     * @throws CommandError where it is neither a set nor a sorted set
     */
    static Operand find(Keyspace keyspace, byte[] key) {
        Entry entry = keyspace.read(key);
        if (entry == null) {
            return new Operand(null, false, 1);
        }
        if (entry.kind() != Kind.SORTED_SET && entry.kind() != Kind.SET) {
            throw CommandError.WRONG_TYPE;
        }
        return new Operand(entry.tree(0), entry.kind() == Kind.SORTED_SET, 1);
    }

    /** The same with each score multiplied by a weight. */
    Operand times(double factor) {
        return new Operand(tree, scored, factor);
    }

    /** How many members it has. */
    long size() {
        return tree == null ? 0 : tree.size();
    }

    /** Goes through the members; only where there are any. */
    MemberCursor cursor() {
        return new MemberCursor(Objects.requireNonNull(tree));
    }

    /**
     * Finds members, the keys of which must be asked for in their order; what it gives is for {@link #weighted}.
     *
     * @param asked about how many there will be: few are looked up, with many it walks along
     */
    Finder finder(long asked) {
        if (tree == null) {
            return key -> null;
        }
        if (tree.size() / SetAlgebra.WALK > asked) {
            return tree::get;
        }
        MemberCursor cursor = cursor();
        return key -> cursor.reach(key) ? cursor.value() : null;
    }

    /** The weighted score of a member that has this. NaN is zero times infinity. */
    double weighted(byte[] value) {
        return (scored ? Score.of(Score.untrimmed(value)) : OF_A_SET) * weight;
    }
}
