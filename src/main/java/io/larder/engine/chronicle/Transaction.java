package io.larder.engine.chronicle;

import io.larder.command.Command;
import io.larder.command.Effort;
import io.larder.command.Flag;
import io.larder.command.TooLong;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.Arrays;
import java.util.List;
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

    private static final Object FRESH = new Object();

    private final Store store;
    private final Batch batch = new Batch();
    private final StagedPages staged = new StagedPages();
    private final Disposal disposal = new Disposal(this);
    private final StepItems items = new StepItems();
    private final Spares spares = new Spares();
    private final byte[] number = new byte[8];
    private final LeafIndex.Path path = new LeafIndex.Path();
    private final PageList taken = new PageList();
    private final PageList unused = new PageList();
    private final PageList freed = new PageList();
    private final PageList discarded = new PageList();
    private final PageList swept = new PageList();
    private final PageList reindexed = new PageList();
    private final Lookups lookups = new Lookups();
    private final HeldStripes held = new HeldStripes();
    private final Announcements announcements = new Announcements();
    private long now;
    private Effort effort = Effort.FULL;
    private final Growth growth = new Growth();
    private final boolean noticed;
    private boolean writing;
    private boolean cleared;
    private boolean expires;
    private int touched;
    private long changes;
    private long lapses;
    private long changesBefore;
    private boolean reading;

    Transaction(Store store) {
        this(store, true);
    }

    /** Whether what its steps look at counts as used. */
    Transaction(Store store, boolean noticed) {
        this.store = store;
        this.noticed = noticed;
    }

    /** Begins a step. */
    Transaction begin(boolean exclusive, Effort how) {
        store.requireOpen();
        now = store.clock().now();
        effort = how;
        writing = exclusive;
        touched = 0;
        changes = 0;
        lapses = 0;
        reading = false;
        growth.begin();
        announcements.to(store.events());
        return this;
    }

    /** The room that is kept for the step; to be said when it has begun. */
    Growth growth() {
        return growth;
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
    public void afterwards(Runnable last) {
        announcements.add(last);
    }

    @Override
    public void settle() {
        if (!writing) {
            throw LapsedException.SIGNAL;
        }
    }

    @Override
    public void grow() {
        growth.expected();
    }

    @Override
    public void event(EventClass kind, String name, byte[] key) {
        if (announcements.heard()) {
            announcements.event(kind, name, key, kind.ofElements() && !item(key).visible());
        }
    }

    /** One more command of the step begins. */
    void command(Command<?> command) {
        reading = command.is(Flag.READONLY);
        changesBefore = changes - lapses;
        announcements.mark();
    }

    /** The command was refused. Whether it had changed anything by then. */
    boolean refused() {
        announcements.forget();
        return changes - lapses != changesBefore;
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
        Item known = items.find(key);
        if (known != null) {
            return known;
        }
        touch(1);
        Item item = new Item(this, key);
        if (!cleared) {
            item.load(noticed ? store.entries().use(key) : store.entries().get(key));
        }
        items.add(item);
        return item;
    }

    /** The same for a command: where somebody listens, what has expired is taken out first, and told. */
    private Item reached(byte[] key) {
        Item item = item(key);
        if (announcements.heard() && item.lapsed()) {
            lapse(item);
        }
        return item;
    }

    /** Takes out what has expired, which is no change that a command has made. */
    void lapse(Item item) {
        settle();
        lapses -= changes;
        item.remove();
        lapses += changes;
        lapsed(item);
    }

    /** A key has expired. */
    void lapsed(Item item) {
        lookups.lapsed++;
        event(EventClass.EXPIRED, "expired", item.key());
    }

    @Override
    public @Nullable Entry find(byte[] key) {
        return find(key, reading);
    }

    @Override
    public @Nullable Entry read(byte[] key) {
        return find(key, true);
    }

    private @Nullable Entry find(byte[] key, boolean told) {
        Item item = reached(key);
        boolean found = item.visible();
        if (told && !lookups.seen(found)) {
            event(EventClass.KEY_MISS, "keymiss", key);
        }
        return found ? item : null;
    }

    @Override
    public Entry create(byte[] key, Kind kind) {
        Item item = reached(key);
        boolean was = item.visible();
        item.create(kind);
        if (!was) {
            event(EventClass.NEW, "new", key);
        }
        return item;
    }

    @Override
    public boolean remove(byte[] key) {
        Item item = reached(key);
        boolean was = item.visible();
        if (was || item.stored() && !item.changed()) {
            item.remove();
        }
        if (was) {
            event(EventClass.GENERIC, "del", key);
        }
        return was;
    }

    @Override
    public void rename(byte[] from, byte[] to) {
        if (!Arrays.equals(from, to)) {
            reached(to).takeOver(reached(from));
            event(EventClass.NEW, "new", to);
            event(EventClass.GENERIC, "rename_from", from);
            event(EventClass.GENERIC, "rename_to", to);
        }
    }

    @Override
    public void copy(byte[] from, byte[] to) {
        if (!Arrays.equals(from, to)) {
            reached(to).copyOf(reached(from));
            event(EventClass.NEW, "new", to);
            event(EventClass.GENERIC, "copy_to", to);
        }
    }

    @Override
    public long size() {
        return items.more(cleared) + (cleared ? 0 : store.entries().size());
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
        Item item = items.find(key);
        return item != null && item.changed() ? item : null;
    }

    /** The keys that are new in this step. */
    List<Found> own() {
        return KeyScan.own(items.all(), cleared);
    }

    /** A key with an expiry is stored. */
    void expires() {
        expires = true;
    }

    /** Entries take so many bytes more, or fewer. */
    void grows(long bytes) {
        growth.entries(bytes);
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
        growth.restart();
        items.clear();
        cleared = true;
    }

    // Pages

    /** Takes a page. */
    int take() {
        int page = store.takePage(taken.size());
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

    /** What is staged of a leaf's page, if anything. */
    @Nullable
    Leaf stagedLeaf(int page) {
        return staged.get(page) instanceof Leaf leaf ? leaf : null;
    }

    /** A value that is removed is left to the sweeper. */
    void leave(int root, int pages) {
        discarded.add(root);
        growth.leaves(pages);
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
            announcements.tell(ChangeListener.NONE, false, items.all());
            reset();
            return;
        }
        long version = store.nextVersion();
        if (cleared) {
            batch.clear();
        }
        items.save(batch, version);
        staged.save(this, store.pages(), batch);
        int pages = staged.saveUsed(taken, batch) - freed.size();
        freed.save(Batch.FREE, batch);
        discarded.save(Batch.DISCARD, batch);
        swept.save(Batch.SWEPT, batch);
        growth.commit(store, batch, pages, cleared);
        if (cleared) {
            store.cleared();
        } else {
            store.pages().giveBack(freed);
            store.pages().giveBack(unused);
        }
        store.pages().sweepable(swept, false);
        store.pages().sweepable(discarded, true);
        if (discarded.size() > 0) {
            store.wakeSweeper();
        }
        if (expires) {
            store.somethingExpires();
        }
        store.evictor().stored(items.all(), cleared);
        announcements.tell(store.listener(), cleared, items.all());
        reset();
    }

    /** Forgets what was changed. */
    void abort() {
        lookups.clear();
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
        store.pages().giveBack(taken);
        taken.clear();
        unused.clear();
        freed.clear();
        discarded.clear();
        staged.clear();
    }

    private void reset() {
        store.census().add(lookups);
        spares.takeBack(staged);
        items.clear();
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
        growth.restart();
    }
}
