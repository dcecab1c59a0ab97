package io.larder.engine.chronicle;

import io.larder.command.Call;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Flag;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Footprint;
import io.larder.keyspace.KeyUse;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One atomic step: a command, or several of MULTI. Changes are kept aside and put in place together by {@link #commit},
 * or forgotten by {@link #abort}. The engine holds the locks of the step's keys meanwhile. What becomes of keys is
 * here, what becomes of pages is in {@link StepPages}.
 */
final class Transaction implements Keyspace {

    private final Store store;
    private final Batch batch = new Batch();
    private final Allowance allowance = new Allowance();
    private final Growth growth = new Growth();
    private final StepPages pages;
    private final StepItems items = new StepItems();
    private final Lookups lookups = new Lookups();
    private final HeldStripes held = new HeldStripes();
    private final Announcements announcements = new Announcements();
    private long now;
    private final boolean noticed;
    private boolean writing;
    private boolean cleared;
    private long changes;
    private long lapses;
    private long changesBefore;
    private boolean reading;

    /** The service itself runs the command: what it looks at is nobody's hit or miss. */
    private boolean own;

    Transaction(Store store) {
        this(store, true);
    }

    /** Whether what its steps look at counts as used. */
    Transaction(Store store, boolean noticed) {
        this.store = store;
        this.pages = new StepPages(store, allowance, growth);
        this.noticed = noticed;
    }

    /** Begins a step. */
    Transaction begin(boolean exclusive, Effort how) {
        store.requireOpen();
        now = store.clock().now();
        allowance.begin(how);
        writing = exclusive;
        changes = 0;
        lapses = 0;
        reading = false;
        own = false;
        growth.begin();
        announcements.to(store.events());
        return this;
    }

    /** The room that is kept for the step; to be said when it has begun. */
    Growth growth() {
        return growth;
    }

    /** Its pages. */
    StepPages pages() {
        return pages;
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
    void command(Call<?> call) {
        reading = call.command().is(Flag.READONLY);
        own = call.session().door() == Door.INTERNAL;
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

    @Override
    public long now() {
        return now;
    }

    /** The key's state within the step. */
    Item item(byte[] key) {
        return item(key, noticed);
    }

    private Item item(byte[] key, boolean used) {
        Item known = items.find(key);
        if (known != null) {
            return known;
        }
        allowance.touch(1);
        Item item = new Item(this, key);
        if (!cleared) {
            item.load(used ? store.entries().use(key) : store.entries().get(key));
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

    /** The same for what is going to be another value, or none. */
    private Item replaced(byte[] key) {
        Item item = reached(key);
        if (item.lapsed() && !item.changed()) {
            lookups.lapsed++;
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

    @Override
    public @Nullable Entry peek(byte[] key) {
        Item item = item(key, false);
        if (announcements.heard() && item.lapsed()) {
            lapse(item);
        }
        boolean found = item.visible();
        if (!own) {
            lookups.seen(found);
        }
        return found ? item : null;
    }

    @Override
    public KeyUse use(byte[] key) {
        return store.evictor().use(key);
    }

    @Override
    public Footprint footprint() {
        return store.footprint();
    }

    private @Nullable Entry find(byte[] key, boolean told) {
        Item item = reached(key);
        boolean found = item.visible();
        if (told && !own && !lookups.seen(found)) {
            event(EventClass.KEY_MISS, "keymiss", key);
        }
        return found ? item : null;
    }

    @Override
    public Entry create(byte[] key, Kind kind) {
        Item item = replaced(key);
        boolean was = item.visible();
        item.create(kind);
        if (!was) {
            event(EventClass.NEW, "new", key);
        }
        return item;
    }

    @Override
    public boolean remove(byte[] key) {
        Item item = replaced(key);
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
            replaced(to).takeOver(reached(from));
            event(EventClass.NEW, "new", to);
            event(EventClass.GENERIC, "rename_from", from);
            event(EventClass.GENERIC, "rename_to", to);
        }
    }

    @Override
    public void copy(byte[] from, byte[] to) {
        if (!Arrays.equals(from, to)) {
            replaced(to).copyOf(reached(from));
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

    /** Entries take so many bytes more, or fewer. */
    void grows(long bytes) {
        growth.entries(bytes);
    }

    /** A scan looks at so many entries. */
    void scanned(int entries) {
        allowance.touch(entries / 8 + 1);
    }

    @Override
    public void clear() {
        requireWriting();
        pages.forgetIndexes();
        pages.giveBack();
        growth.restart();
        items.clear();
        cleared = true;
    }

    /** Stores what was changed. When it returns, it is done for good. */
    void commit() {
        if (changes == 0) {
            // What could not be read is answered to nobody; with changes this is asked behind them.
            PendingFault.raise();
            announcements.tell(ChangeListener.NONE, false, items.all());
            reset();
            return;
        }
        long version = store.nextVersion();
        if (cleared) {
            batch.clear();
        }
        items.save(batch, version);
        int more = pages.save(batch);
        boolean leaves = pages.leaves();
        if (leaves) {
            store.leaves();
        }
        try {
            growth.commit(store, batch, more, pages::left, cleared);
            pages.stored(cleared);
        } finally {
            if (leaves) {
                store.left();
            }
        }
        store.evictor().stored(items.all(), cleared);
        announcements.tell(store.listener(), cleared, items.all());
        reset();
    }

    /** Forgets what was changed. */
    void abort() {
        lookups.clear();
        pages.forgetIndexes();
        if (!store.broken()) {
            pages.giveBack();
        }
        reset();
    }

    private void reset() {
        store.census().add(lookups);
        items.clear();
        pages.reset();
        announcements.clear();
        batch.reset();
        cleared = false;
        changes = 0;
        growth.restart();
    }
}
