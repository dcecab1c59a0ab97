package io.larder.engine.chronicle;

import io.larder.keyspace.Kind;

/** Frees the pages of values within a step. */
final class Disposal {

    /** The most pages of a value that are freed within the step; larger ones are freed bit by bit by the sweeper. */
    private static final int FREED_AT_ONCE = 64;

    private final Transaction step;

    Disposal(Transaction step) {
        this.step = step;
    }

    /** Frees the pages of a value: now when they are few, else they are left to the sweeper. */
    void discard(int root, Kind kind) {
        if (kind == Kind.STRING) {
            freeBytes(root);
            return;
        }
        step.forgetIndex(root);
        int leaves = 0;
        for (int i = 0; i < kind.trees().size(); i++) {
            leaves += step.readInt(root, Item.TREES_AT + i * Item.TREE_SIZE + 12);
        }
        if (leaves > FREED_AT_ONCE) {
            step.leave(root, leaves);
            return;
        }
        for (int i = 0; i < kind.trees().size(); i++) {
            for (int page = step.readInt(root, Item.TREES_AT + i * Item.TREE_SIZE + 8); page != 0; ) {
                page = freeChained(page);
            }
        }
        freeRoot(root);
    }

    /** Frees a leaf by its page; the page of the next. */
    int freeChained(int page) {
        Leaf leaf = step.stagedLeaf(page);
        int spill;
        int next;
        if (leaf != null) {
            spill = leaf.spill;
            next = leaf.next();
        } else {
            next = step.readInt(page, 0);
            int flags = step.readInt(page, 4) >>> 16 & 0xff;
            spill = flags == Leaf.SPILLED ? step.readInt(page, Leaf.HEADER) : 0;
        }
        if (spill != 0) {
            freeBytes(spill);
        }
        step.free(page);
        return next;
    }

    /** Frees the root of a collection. */
    void freeRoot(int root) {
        step.forgetIndex(root);
        step.free(root);
    }

    /** Frees bytes in pages, or leaves them to the sweeper. */
    void freeBytes(int root) {
        PagedBytes bytes = new PagedBytes(step, root);
        if (bytes.length() <= (long) FREED_AT_ONCE * PageFile.SIZE) {
            bytes.free(FREED_AT_ONCE);
        } else {
            step.leave(root, bytes.pages());
        }
    }
}
