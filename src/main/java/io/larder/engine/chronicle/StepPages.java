package io.larder.engine.chronicle;

import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.function.Supplier;

/**
 * The pages of a step: those it has taken, changed and freed, the leaves among them, and the indexes over these.
 *
 * <p>Pages that the step takes for itself are written at once: nobody knows of them until the step is committed. Of
 * stored pages a changed copy is kept.
 */
final class StepPages {

    /** An index is weighed whenever it has so many leaves more. */
    private static final int WEIGHED_EVERY = 32;

    private static final Object FRESH = new Object();

    private final Store store;
    private final Allowance allowance;
    private final Growth growth;
    private final StagedPages staged = new StagedPages();
    private final Disposal disposal = new Disposal(this);
    private final Spares spares = new Spares();
    private final byte[] number = new byte[8];
    private final LeafIndex.Path path = new LeafIndex.Path();
    private final PageList taken = new PageList();
    private final PageList unused = new PageList();
    private final PageList freed = new PageList();
    private final PageList discarded = new PageList();
    private final PageList swept = new PageList();
    private final PageList reindexed = new PageList();

    StepPages(Store store, Allowance allowance, Growth growth) {
        this.store = store;
        this.allowance = allowance;
        this.growth = growth;
    }

    /** Takes a page. */
    int take() {
        int page = store.takePage(taken.size(), growth.promised());
        taken.add(page);
        staged.put(page, FRESH);
        return page;
    }

    /** Takes a page of zeros for the root of a collection. */
    int takeRoot(Kind kind) {
        int page = take();
        byte[] content = new byte[PageFile.SIZE];
        content[0] = (byte) kind.code();
        store.pages().write(page, 0, content, 0, content.length);
        return page;
    }

    private boolean isFresh(int page) {
        Object known = staged.get(page);
        return known == FRESH || known instanceof Leaf leaf && leaf.fresh;
    }

    /** Frees a page. */
    void free(int page) {
        (isFresh(page) ? unused : freed).add(page);
        staged.put(page, null);
    }

    /** Writes into a page. */
    void writeRaw(int page, int at, byte[] bytes, int offset, int length) {
        Object known = staged.get(page);
        if (known == FRESH) {
            store.pages().write(page, at, bytes, offset, length);
            return;
        }
        RawPage raw;
        if (known instanceof RawPage before) {
            raw = before;
        } else {
            allowance.touch(1);
            raw = spares.raw();
            raw.load(store.pages(), page);
            staged.put(page, raw);
        }
        raw.write(at, bytes, offset, length);
    }

    /** Writes a little-endian number into a page. */
    void writeLong(int page, int at, long value) {
        for (int i = 0; i < 8; i++) {
            number[i] = (byte) (value >>> 8 * i);
        }
        writeRaw(page, at, number, 0, 8);
    }

    /** So many pages are going to be read, all of them into memory. */
    void afford(int pages) {
        allowance.afford(pages);
    }

    /** Copies bytes of a page as the step has changed it. */
    void readRaw(int page, int from, byte[] into, int at, int length) {
        allowance.touch(1);
        if (staged.get(page) instanceof RawPage raw) {
            System.arraycopy(raw.data, from, into, at, length);
        } else {
            store.pages().read(page, from, into, at, length);
        }
    }

    /** A little-endian integer in a page as the step has changed it. */
    int readInt(int page, int at) {
        if (staged.get(page) instanceof RawPage raw) {
            return raw.readInt(at);
        }
        return store.pages().readInt(page, at);
    }

    /** A little-endian number of 8 bytes in a page as the step has changed it. */
    long readLong(int page, int at) {
        return readInt(page, at) & 0xffff_ffffL | (long) readInt(page, at + 4) << 32;
    }

    /** A path for a single look-up. */
    LeafIndex.Path path() {
        return path;
    }

    /** An empty leaf for inside an entry. */
    Leaf leaf(Tree.Shape shape) {
        Leaf leaf = spares.leaf(shape);
        leaf.clear(shape);
        leaf.staged = true;
        spares.lent(leaf);
        return leaf;
    }

    /** A leaf's content; {@link #done} gives it back. */
    Leaf open(int page, Tree.Shape shape) {
        if (staged.get(page) instanceof Leaf leaf) {
            return leaf;
        }
        allowance.touch(1);
        Leaf leaf = spares.leaf(shape);
        if (!leaf.load(store.pages(), page, shape)) {
            PagedBytes spilled = new PagedBytes(this, leaf.spill);
            int length = (int) spilled.length();
            leaf.image(spilled.read(0, length), 0, length);
        }
        return leaf;
    }

    /** Gives back a leaf that was opened. */
    void done(Leaf leaf) {
        if (!leaf.staged && leaf.page != 0) {
            spares.give(leaf);
        }
    }

    /** The leaf is going to be changed. */
    void stage(Leaf leaf) {
        if (!leaf.staged) {
            leaf.staged = true;
            staged.put(leaf.page, leaf);
        }
    }

    /** The leaf is new. */
    void newLeaf(Leaf leaf) {
        leaf.page = take();
        leaf.staged = true;
        leaf.fresh = true;
        staged.put(leaf.page, leaf);
    }

    /** Frees a leaf's page, and what it had spilled. */
    void freeLeaf(Leaf leaf) {
        if (leaf.spill != 0) {
            disposal.freeBytes(leaf.spill);
            leaf.spill = 0;
        }
        free(leaf.page);
        done(leaf);
    }

    /** How many bytes a leaf's image has. */
    int usedOf(int page) {
        if (staged.get(page) instanceof Leaf leaf) {
            return leaf.used();
        }
        int head = store.pages().readInt(page, 4);
        return (head >>> 16 & 0xff) == Leaf.SPILLED ? PageFile.SIZE : head & 0xffff;
    }

    /** The index of a tree, made by {@code build} where it is not there. */
    LeafIndex index(int root, int which, Supplier<LeafIndex> build) {
        return store.indexes().get(root, which, build);
    }

    /** A new tree has this index. */
    void newIndex(int root, int which, LeafIndex index) {
        indexChanges(root);
        store.indexes().put(root, which, index);
    }

    /** The step changes a tree's index: it is of no use if the step is aborted. */
    void indexChanges(int root) {
        if (!reindexed.has(root)) {
            reindexed.add(root);
        }
    }

    /** Frees values. */
    Disposal disposal() {
        return disposal;
    }

    /** The page of the leaf after the one in this page, or 0. */
    int nextOf(int page) {
        allowance.touch(1);
        return staged.get(page) instanceof Leaf leaf
                ? leaf.next()
                : store.pages().readInt(page, 0);
    }

    /** The root of the bytes that did not fit into this page's leaf, or 0. */
    int spillOf(int page) {
        if (staged.get(page) instanceof Leaf leaf) {
            return leaf.spill;
        }
        int flags = store.pages().readInt(page, 4) >>> 16 & 0xff;
        return flags == Leaf.SPILLED ? store.pages().readInt(page, Leaf.HEADER) : 0;
    }

    /** The leaves of a tree have become more, or fewer. */
    void reshaped(int root, LeafIndex index) {
        if (index.leaves() % WEIGHED_EVERY == 0) {
            store.indexes().weighAgain(root);
        }
    }

    /** A value that is removed is left to the sweeper. */
    void leave(int root) {
        discarded.add(root);
    }

    /** So many pages are looked at. */
    void touch(int pages) {
        allowance.touch(pages);
    }

    /** Whether pages are left to the sweeper. */
    boolean leaves() {
        return discarded.size() > 0;
    }

    /** How many pages are left to the sweeper. */
    long left() {
        long left = 0;
        for (int i = 0; i < discarded.size(); i++) {
            left += disposal.pagesOf(discarded.get(i));
        }
        return left;
    }

    /** The index of a value that is no more. */
    void forgetIndex(int root) {
        indexChanges(root);
        store.indexes().forget(root);
    }

    /** A discarded value is freed. */
    void swept(int root) {
        swept.add(root);
    }

    // The end

    /** Puts into the batch what has become of pages. How many more the step takes than it frees. */
    int save(Batch batch) {
        staged.save(this, store.pages(), batch);
        int more = staged.saveUsed(taken, batch) - freed.size();
        freed.save(Batch.FREE, batch);
        discarded.save(Batch.DISCARD, batch);
        swept.save(Batch.SWEPT, batch);
        return more;
    }

    /** The step is stored; all that was before it is gone, if so. */
    void stored(boolean cleared) {
        if (cleared) {
            store.cleared();
        }
        store.pages().sweepable(swept, false);
        store.pages().sweepable(discarded, true);
        if (discarded.size() > 0) {
            store.wakeSweeper();
        }
        if (!cleared) {
            store.pages().giveBack(freed);
            store.pages().giveBack(unused);
        }
    }

    /** Forgets indexes that the step has changed. */
    void forgetIndexes() {
        for (int i = 0; i < reindexed.size(); i++) {
            store.indexes().forget(reindexed.get(i));
        }
        reindexed.clear();
    }

    /** Gives back what was taken: {@code taken} has the unused ones too. */
    void giveBack() {
        store.pages().giveBack(taken);
        taken.clear();
        unused.clear();
        freed.clear();
        discarded.clear();
        staged.clear();
    }

    /** The step is over. */
    void reset() {
        spares.takeBack(staged);
        staged.clear();
        taken.clear();
        unused.clear();
        freed.clear();
        discarded.clear();
        swept.clear();
        reindexed.clear();
    }
}
