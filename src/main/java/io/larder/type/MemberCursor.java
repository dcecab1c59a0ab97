package io.larder.type;

import io.larder.keyspace.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the keys of a tree, in their order, and what they have, at the pace of whoever asks, so that several
 * trees can be merged. It holds a few of them at a time: little at first, for those who only want a look. The tree must
 * not change meanwhile.
 */
final class MemberCursor {

    private static final int FIRST = 16;
    private static final int MOST = 256;

    private final Tree tree;
    private byte[][] chunk = new byte[FIRST][];
    private byte[][] values = new byte[FIRST][];
    private int filled;
    private int at;
    private long next;

    /** Stands before the first key. */
    MemberCursor(Tree tree) {
        this.tree = tree;
    }

    /** The next key, without moving past it, or null behind the last. */
    byte @Nullable [] peek() {
        if (at == filled && !fill()) {
            return null;
        }
        return chunk[at];
    }

    /** What the key has that {@link #peek} has just given. */
    byte[] value() {
        return values[at];
    }

    /** Moves to a key, or where it is not there to the next behind it. Whether it is there. */
    boolean reach(byte[] key) {
        for (byte[] next = peek(); next != null; next = peek()) {
            int order = Arrays.compareUnsigned(next, key);
            if (order >= 0) {
                return order == 0;
            }
            skip();
        }
        return false;
    }

    /** Moves past the next key, which is there. */
    void skip() {
        at++;
    }

    /** The next key, which it moves past, or null behind the last. */
    byte @Nullable [] next() {
        byte[] key = peek();
        if (key != null) {
            at++;
        }
        return key;
    }

    private boolean fill() {
        if (next >= tree.size()) {
            return false;
        }
        if (next > 0 && chunk.length < MOST) {
            chunk = new byte[chunk.length * 4][];
            values = new byte[chunk.length][];
        }
        at = 0;
        filled = 0;
        tree.each(next, (key, value) -> {
            chunk[filled] = key;
            values[filled++] = value;
            return filled < chunk.length;
        });
        next += filled;
        return true;
    }
}
