package io.larder.type;

import io.larder.keyspace.Tree;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the keys of a tree, in their order, at the pace of whoever asks, so that several trees can be merged. It
 * holds a few of them at a time: little at first, for those who only want a look. The tree must not change meanwhile.
 */
final class MemberCursor {

    private static final int FIRST = 16;
    private static final int MOST = 256;

    private final Tree tree;
    private byte[][] chunk = new byte[FIRST][];
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
        }
        at = 0;
        filled = 0;
        tree.each(next, (key, value) -> {
            chunk[filled++] = key;
            return filled < chunk.length;
        });
        next += filled;
        return true;
    }
}
