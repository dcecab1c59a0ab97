package io.larder.engine.chronicle;

import io.larder.command.Effort;
import io.larder.command.Key;
import io.larder.command.TooLong;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One atomic step: a command, or several of MULTI. Changes are kept aside and put in place together by {@link #commit},
 * or forgotten by {@link #abort}. The engine holds the locks of the step's keys meanwhile.
 *
 * <p>Pages that the step takes for itself are written at once: nobody knows of them until the step is committed. Of
 * stored pages a changed copy is kept.
 */
final class Transaction implements Keyspace {

    /** The pages that a step may look at on an event loop: some 50 to 100 microseconds. */
    private static final int BRIEF = 400;

    /** An index is weighed whenever it has so many leaves more. */
    private static final int WEIGHED_EVERY = 32;

    private static final int LINEAR = 8;
    private static final int MANY = 1024;
    private static final Object FRESH = new Object();

    private final Store store;
    private final Batch batch = new Batch();
    private final StagedPages staged = new StagedPages();
    private final Disposal disposal = new Disposal(this);
    private final List<Item> items = new ArrayList<>();
    private Map<Key, Item> byKey = new HashMap<>();
    private final Spares spares = new Spares();
    private final byte[] number = new byte[8];
    private final LeafIndex.Path path = new LeafIndex.Path();
    private final PageList taken = new PageList();
    private final PageList unused = new PageList();
    private final PageList freed = new PageList();
    private final PageList discarded = new PageList();
    private final PageList swept = new PageList();
    private final PageList reindexed = new PageList();
    private final HeldStripes held = new HeldStripes();
    private final Announcements announcements = new Announcements();
    private long now;
    private Effort effort = Effort.FULL;
    private boolean writing;
    private boolean cleared;
    private boolean expires;
    private int touched;
    private long changes;
    private long growth;

    Transaction(Store store) {
        this.store = store;
    }

    /** Begins a step. */
    Transaction begin(boolean exclusive, Effort how) {
        store.requireOpen();
        now = store.clock().now();
        effort = how;
        writing = exclusive;
        touched = 0;
        changes = 0;
        return this;
    }

    /** What is locked; to be said before the step begins. */
    HeldStripes held() {
        return held;
    }

    @Override
    public void reach(byte[] key) {
        held.require(key);
    }

    @Override
    public void settle() {
        held.requireExclusive();
    }

    @Override
    public void afterwards(Runnable last) {
        announcements.add(last);
    }

    /** How many times something was changed so far. */
    long changesMade() {
        return changes;
    }

    void requireWriting() {
        if (!writing) {
            throw new IllegalStateException("a command that does not say so in its row changes data");
        }
        changes++;
    }

    private void touch(int pages) {
        touched += pages;
        if (touched > BRIEF && effort == Effort.BRIEF) {
            throw TooLong.SIGNAL;
        }
    }

    // Keys

    @Override
    public long now() {
        return now;
    }

    /** The key's state within the step. */
    Item item(byte[] key) {
        if (items.size() > LINEAR) {
            Item known = byKey.get(new Key(key));
            return known != null ? known : add(key);
        }
        for (int i = 0; i < items.size(); i++) {
            if (Arrays.equals(items.get(i).key(), key)) {
                return items.get(i);
            }
        }
        return add(key);
    }

    private Item add(byte[] key) {
        touch(1);
        Item item = new Item(this, key);
        if (!cleared) {
            item.load(store.entries().get(key));
        }
        items.add(item);
        if (items.size() == LINEAR + 1) {
            for (Item each : items) {
                byKey.put(new Key(each.key()), each);
            }
        } else if (items.size() > LINEAR) {
            byKey.put(new Key(key), item);
        }
        return item;
    }

    @Override
    public @Nullable Entry find(byte[] key) {
        Item item = item(key);
        return item.visible() ? item : null;
    }

    @Override
    public Entry create(byte[] key, Kind kind) {
        Item item = item(key);
        item.create(kind);
        return item;
    }

    @Override
    public boolean remove(byte[] key) {
        Item item = item(key);
        boolean was = item.visible();
        if (was || item.stored() && !item.changed()) {
            item.remove();
        }
        return was;
    }

    @Override
    public void rename(byte[] from, byte[] to) {
        if (!Arrays.equals(from, to)) {
            item(to).takeOver(item(from));
        }
    }

    @Override
    public void copy(byte[] from, byte[] to) {
        if (!Arrays.equals(from, to)) {
            item(to).copyOf(item(from));
        }
    }

    @Override
    public long size() {
        long size = cleared ? 0 : store.entries().size();
        for (Item item : items) {
            if (item.changed()) {
                size += (item.visible() ? 1 : 0) - (item.stored() && !cleared ? 1 : 0);
            }
        }
        return size;
    }

    @Override
    public byte @Nullable [] randomKey() {
        return KeyScan.random(store.entries(), this);
    }

    @Override
    public Scan scan(long cursor, int atLeast) {
        return cleared ? new Scan(0, own()) : KeyScan.scan(store.entries(), this, cursor, atLeast);
    }

    /** What the step itself has put in or taken out: it is not in the map yet. */
    @Nullable
    Item known(byte[] key) {
        if (items.size() > LINEAR) {
            Item item = byKey.get(new Key(key));
            return item != null && item.changed() ? item : null;
        }
        for (Item item : items) {
            if (item.changed() && Arrays.equals(item.key(), key)) {
                return item;
            }
        }
        return null;
    }

    /** The keys that are new in this step. */
    List<Found> own() {
        return KeyScan.own(items, cleared);
    }

    /** A key with an expiry is stored. */
    void expires() {
        expires = true;
    }

    /** Entries take so many bytes more, or fewer. */
    void grows(long bytes) {
        growth += bytes;
    }

    /** The leaves of a tree have become more, or fewer. */
    void reshaped(int root, LeafIndex index) {
        if (index.leaves() % WEIGHED_EVERY == 0) {
            store.indexes().weighAgain(root);
        }
    }

    /** A scan looks at so many entries. */
    void scanned(int entries) {
        touch(entries / 8 + 1);
    }

    @Override
    public void clear() {
        requireWriting();
        forgetIndexes();
        forgetPages();
        growth = 0;
        items.clear();
        byKey.clear();
        cleared = true;
    }

    // Pages

    /** Takes a page. */
    int take() {
        int page = store.pages().take();
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
        if (isFresh(page)) {
            unused.add(page);
        } else {
            freed.add(page);
        }
        staged.put(page, null);
    }

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
            touch(1);
            raw = spares.raw();
            raw.load(store.pages(), page);
            staged.put(page, raw);
        }
        raw.write(at, bytes, offset, length);
    }

    void writeLong(int page, int at, long value) {
        for (int i = 0; i < 8; i++) {
            number[i] = (byte) (value >>> 8 * i);
        }
        writeRaw(page, at, number, 0, 8);
    }

    void readRaw(int page, int from, byte[] into, int at, int length) {
        touch(1);
        if (staged.get(page) instanceof RawPage raw) {
            System.arraycopy(raw.data, from, into, at, length);
        } else {
            store.pages().read(page, from, into, at, length);
        }
    }

    int readInt(int page, int at) {
        if (staged.get(page) instanceof RawPage raw) {
            return raw.readInt(at);
        }
        return store.pages().readInt(page, at);
    }

    long readLong(int page, int at) {
        return readInt(page, at) & 0xffff_ffffL | (long) readInt(page, at + 4) << 32;
    }

    // Leaves and their indexes

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
        touch(1);
        Leaf leaf = spares.leaf(shape);
        if (!leaf.load(store.pages(), page, shape)) {
            PagedBytes spilled = new PagedBytes(this, leaf.spill);
            int length = (int) spilled.length();
            leaf.image(spilled.read(0, length), 0, length);
        }
        return leaf;
    }

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
        Leaf leaf = (staged.get(page) instanceof Leaf known) ? known : null;
        if (leaf != null) {
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

    /** What is staged of a leaf's page, if anything. */
    @Nullable
    Leaf stagedLeaf(int page) {
        return staged.get(page) instanceof Leaf leaf ? leaf : null;
    }

    /** A value that is removed is left to the sweeper. */
    void leave(int root) {
        discarded.add(root);
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

    /** Stores what was changed. When it returns, it is done for good. */
    void commit() {
        if (changes == 0) {
            announcements.tell(ChangeListener.NONE, false, items);
            reset();
            return;
        }
        long version = store.nextVersion();
        if (cleared) {
            batch.clear();
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).changed()) {
                items.get(i).save(batch, version);
            }
        }
        saveLeaves();
        for (int i = 0; i < staged.size(); i++) {
            if (staged.value(i) instanceof RawPage raw) {
                batch.write(staged.page(i), raw.from(), raw.data, raw.from(), raw.to() - raw.from());
            }
        }
        for (int i = 0; i < taken.size(); i++) {
            if (staged.get(taken.get(i)) != null) {
                batch.page(Batch.USED, taken.get(i));
            }
        }
        batch.pages(Batch.FREE, freed);
        batch.pages(Batch.DISCARD, discarded);
        batch.pages(Batch.SWEPT, swept);
        store.commit(batch, cleared ? growth - store.entries().usedBytes() : growth);
        if (cleared) {
            store.cleared();
        } else {
            giveBack(freed);
            giveBack(unused);
        }
        for (int i = 0; i < swept.size(); i++) {
            store.pages().sweepable(swept.get(i), false);
        }
        for (int i = 0; i < discarded.size(); i++) {
            store.pages().sweepable(discarded.get(i), true);
        }
        if (discarded.size() > 0) {
            store.wakeSweeper();
        }
        if (expires) {
            store.somethingExpires();
        }
        announcements.tell(store.listener(), cleared, items);
        reset();
    }

    /** Spilling a leaf takes pages, which are staged behind it. */
    private void saveLeaves() {
        for (int i = 0; i < staged.size(); i++) {
            if (!(staged.value(i) instanceof Leaf leaf)) {
                continue;
            }
            if (leaf.spill != 0) {
                disposal.freeBytes(leaf.spill);
                leaf.spill = 0;
            }
            byte[] content = leaf.data();
            int length = leaf.end();
            if (!leaf.fits()) {
                PagedBytes bytes = PagedBytes.create(this, Kind.STRING.code());
                bytes.write(0, Arrays.copyOfRange(content, Leaf.HEADER, leaf.end()));
                content = leaf.spilled(bytes.root());
                length = content.length;
            }
            if (leaf.fresh) {
                store.pages().write(leaf.page, 0, content, 0, length);
            } else {
                batch.write(leaf.page, 0, content, 0, length);
            }
        }
    }

    private void giveBack(PageList pages) {
        for (int i = 0; i < pages.size(); i++) {
            store.pages().giveBack(pages.get(i));
        }
    }

    /** Forgets what was changed. */
    void abort() {
        forgetIndexes();
        if (!store.broken()) {
            forgetPages();
        }
        reset();
    }

    private void forgetIndexes() {
        for (int i = 0; i < reindexed.size(); i++) {
            store.indexes().forget(reindexed.get(i));
        }
        reindexed.clear();
    }

    /** Gives back what was taken: {@code taken} has the unused ones too. */
    private void forgetPages() {
        giveBack(taken);
        taken.clear();
        unused.clear();
        freed.clear();
        discarded.clear();
        staged.clear();
    }

    private void reset() {
        spares.takeBack(staged);
        items.clear();
        if (byKey.size() > MANY) {
            byKey = new HashMap<>();
        } else {
            byKey.clear();
        }
        staged.clear();
        taken.clear();
        unused.clear();
        freed.clear();
        discarded.clear();
        swept.clear();
        reindexed.clear();
        announcements.clear();
        batch.reset();
        cleared = false;
        expires = false;
        changes = 0;
        growth = 0;
    }
}
