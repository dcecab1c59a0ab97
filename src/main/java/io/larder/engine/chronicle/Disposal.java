package io.larder.engine.chronicle;

import io.larder.keyspace.Kind;

/** Frees the pages of values within a pages. */
final class Disposal {

    /** The most pages of a value that are freed within the step; larger ones are freed bit by bit by the sweeper. */
    private static final int FREED_AT_ONCE = 64;

    private final StepPages pages;

    Disposal(StepPages pages) {
        this.pages = pages;
    }

    /** Frees the pages of a value: now when they are few, else they are left to the sweeper. */
    void discard(int root, Kind kind) {
        if (kind == Kind.STRING) {
            freeBytes(root);
            return;
        }
        pages.forgetIndex(root);
        if (leaves(root, kind) > FREED_AT_ONCE) {
            pages.leave(root);
            return;
        }
        for (int i = 0; i < kind.trees().size(); i++) {
            for (int page = pages.readInt(root, Item.TREES_AT + i * Item.TREE_SIZE + 8); page != 0; ) {
                page = freeChained(page);
            }
        }
        freeRoot(root);
    }

    /** How many pages a value has that is left to the sweeper; what leaves have spilled may be more. */
    long pagesOf(int root) {
        Kind kind = Kind.of(pages.readInt(root, 0) & 0xff);
        if (kind == Kind.STRING) {
            PagedBytes bytes = new PagedBytes(pages, root);
            pages.touch(bytes.indexPages());
            return bytes.count();
        }
        return 1 + leaves(root, kind);
    }

    private int leaves(int root, Kind kind) {
        int leaves = 0;
        for (int i = 0; i < kind.trees().size(); i++) {
            leaves += pages.readInt(root, Item.TREES_AT + i * Item.TREE_SIZE + 12);
        }
        return leaves;
    }

    /** Frees a leaf by its page; the page of the next. */
    int freeChained(int page) {
        int next = pages.nextOf(page);
        int spill = pages.spillOf(page);
        if (spill != 0) {
            freeBytes(spill);
        }
        pages.free(page);
        return next;
    }

    /** Frees the root of a collection. */
    void freeRoot(int root) {
        pages.forgetIndex(root);
        pages.free(root);
    }

    /** Frees bytes in pages, or leaves them to the sweeper. */
    void freeBytes(int root) {
        PagedBytes bytes = new PagedBytes(pages, root);
        if (bytes.length() <= (long) FREED_AT_ONCE * PageFile.SIZE) {
            bytes.free(FREED_AT_ONCE);
        } else {
            pages.leave(root);
        }
    }
}
