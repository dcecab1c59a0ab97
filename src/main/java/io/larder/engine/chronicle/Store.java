package io.larder.engine.chronicle;

import io.larder.command.CommandError;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Clock;
import io.larder.keyspace.CycleListener;
import io.larder.keyspace.EventListener;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Footprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The files of a store together: entries, pages, intents. The one place where changes are put in place. */
final class Store implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Store.class.getName());

    /** Pages beyond twice the limit: a step may replace all that there is before the old is freed. */
    private static final long SPARE = 64L << 20;

    /** Said of a step that is not for growing: it frees more than it takes, or next to it. */
    static final long UNBOUNDED = -1;

    private static final long VERSIONS_AT_ONCE = 1L << 20;

    /** Entries may be over the limit by this part of it: the map is made for overwriting and has room for that. */
    private static final long OVERDRAFT = 16;

    /** What needs, or looks as if it needed, more than this part of the limit is large. */
    static final int LARGE_PART = 64;

    private static final CommandError CLOSED = new CommandError("ERR Larder is shutting down");
    private static final CommandError BROKEN =
            new CommandError("MISCONF The store has failed and does nothing more; see the log, then restart it.");

    private static final int HEAP_SHARE = 6;

    private final Clock clock;
    private final long limit;
    private final EntryMap entries;
    private final PageFile pages;
    private final Intents intents;
    private final IndexCache indexes;
    private final Evictor evictor;
    private final AtomicLong version = new AtomicLong();
    private volatile long ceiling;
    private volatile boolean broken;
    private volatile boolean closed;
    private Runnable probe = () -> {};
    private final AtomicLong growing = new AtomicLong();
    private final AtomicInteger leaving = new AtomicInteger();
    private final AtomicLong moves = new AtomicLong();
    private volatile Runnable sweeper = () -> {};
    private volatile ChangeListener listener = ChangeListener.NONE;
    private final Census census = new Census();
    private volatile EventListener events = EventListener.NONE;
    private volatile CycleListener cycles = CycleListener.NONE;

    /**
     * A store over opened entries.
     *
     * @param limit the most bytes of data
     */
    Store(Path directory, EntryMap entries, long limit, Clock clock) throws IOException {
        this.clock = clock;
        this.limit = limit;
        this.entries = entries;
        this.pages = new PageFile(directory, 2 * limit + SPARE);
        this.intents = new Intents(directory);
        this.indexes = new IndexCache(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.evictor = new Evictor(entries, this);
        this.ceiling = pages.versionCeiling();
        this.version.set(ceiling);
    }

    EntryMap entries() {
        return entries;
    }

    PageFile pages() {
        return pages;
    }

    IndexCache indexes() {
        return indexes;
    }

    Evictor evictor() {
        return evictor;
    }

    /** What is counted. */
    Census census() {
        return census;
    }

    Clock clock() {
        return clock;
    }

    /** How it lies in its files. */
    Storage storage() {
        return new Storage(
                broken,
                entries.usedBytes(),
                pages.usedPages(),
                pages.reserved(),
                pages.capacity(),
                pages.sweepable(),
                intents.atWork(),
                intents.room(),
                entries.segments(),
                entries.extraTiers(),
                census.rounds());
    }

    /** Bytes of data. */
    long used() {
        return entries.usedBytes() + (long) pages.usedPages() * PageFile.SIZE;
    }

    /** What the data takes. */
    Footprint footprint() {
        return new Footprint(
                entries.size(),
                entries.usedBytes(),
                (long) pages.usedPages() * PageFile.SIZE,
                pages.freeBytes(),
                evictor.bytes(),
                entries.extraTiers(),
                limit);
    }

    /** The most bytes of data. */
    long limit() {
        return limit;
    }

    /**
     * Promises so many bytes, no more than the limit, to a step. Whether it has: not where others have to end first, as
     * all promises together would never fit, or only large ones of others are in the way.
     */
    boolean promise(long bytes) {
        while (true) {
            long promised = growing.get();
            if (promised != 0 && promised + bytes > limit
                    || promised > limit / LARGE_PART && isInTheWay(promised, bytes)) {
                return false;
            }
            if (growing.compareAndSet(promised, promised + bytes)) {
                return true;
            }
        }
    }

    private boolean isInTheWay(long promised, long bytes) {
        long without = used() + bytes;
        return without <= limit && without + promised > limit;
    }

    /**
     * A step is to be stored that leaves pages to the sweeper, or the sweeper's own: they count, and cannot be swept,
     * not yet or no more.
     */
    void leaves() {
        leaving.incrementAndGet();
        moves.incrementAndGet();
    }

    /** It is stored, or will not be. */
    void left() {
        moves.incrementAndGet();
        leaving.decrementAndGet();
    }

    /** Whether there will be more to be swept in a moment, or more room. */
    boolean leaving() {
        return leaving.get() != 0;
    }

    /** A number that is another one when a step that {@link #leaves} has begun or ended. */
    long moves() {
        return moves.get();
    }

    /** Takes a promise back. */
    void takeBack(long promised) {
        if (promised != 0) {
            growing.addAndGet(-promised);
        }
    }

    /** Whether there is room for all that is promised. */
    boolean holdsPromises() {
        return holds(0);
    }

    /** Whether there is room for all that is promised and so many bytes more. */
    boolean holds(long more) {
        // In this order, so that what is stored meanwhile is in one of them at least.
        long promised = growing.get();
        return promised + used() + more <= limit;
    }

    /**
     * Takes a page for a step that has taken so many.
     *
     * @param promised the room that is kept for the step, or {@link #UNBOUNDED}
     * @throws RoomNeededException where there is none left, or the disk has no room and others' pages may do
     * @throws StepRefusedException where the disk has no room for it, or the limit has none for so many
     */
    int takePage(int before, long promised) {
        long bytes = (long) before * PageFile.SIZE;
        if (bytes > limit) {
            throw new StepRefusedException(neverFits(bytes));
        }
        int page;
        try {
            page = pages.take();
        } catch (StepRefusedException full) {
            if (promised == UNBOUNDED || promised > bytes || evictor.policy() == EvictionPolicy.NOEVICTION) {
                throw full;
            }
            page = 0;
        }
        if (page == 0) {
            // As many again are likely to be needed.
            throw new RoomNeededException(Math.min(limit, 2 * bytes + PageFile.SIZE));
        }
        return page;
    }

    /** The refusal of what needs more than there is. */
    private CommandError neverFits(long bytes) {
        return new CommandError("OOM command needs " + bytes + " bytes, and larder.memory.max is " + limit + " bytes");
    }

    /** The last version that was given. */
    long version() {
        return version.get();
    }

    /** A version that was never given, not even before a kill. */
    long nextVersion() {
        long next = version.incrementAndGet();
        if (next >= ceiling) {
            synchronized (this) {
                if (next >= ceiling) {
                    pages.versionCeiling(next + VERSIONS_AT_ONCE);
                    ceiling = next + VERSIONS_AT_ONCE;
                }
            }
        }
        return next;
    }

    /** Whom to tell what has changed. */
    ChangeListener listener() {
        return listener;
    }

    void listener(ChangeListener told) {
        listener = told;
    }

    /** Whom to tell what commands have done. */
    EventListener events() {
        return events;
    }

    void events(EventListener told) {
        events = told;
    }

    /** Whom to tell how long the store's own work took. */
    CycleListener cycles() {
        return cycles;
    }

    void cycles(CycleListener told) {
        cycles = told;
    }

    /** Whom to tell that something was discarded. */
    void onDiscard(Runnable listener) {
        sweeper = listener;
    }

    void wakeSweeper() {
        sweeper.run();
    }

    /**
     * To be called at the beginning of each step, under its locks.
     *
     * @throws CommandError where the store is closed, or a step was put in place in part only
     */
    void requireOpen() {
        requireUnclosed();
        requireWhole();
    }

    /**
     * To be called by whoever waits for a lock.
     *
     * @throws CommandError where a step was put in place in part only, or a file failed
     */
    void requireWhole() {
        if (broken) {
            throw BROKEN;
        }
    }

    /**
     * To be called before the files are looked at, under a lock.
     *
     * @throws CommandError where the store is closed
     */
    void requireUnclosed() {
        if (closed) {
            throw CLOSED;
        }
    }

    /**
     * The JVM could not read or write what is mapped, as it says by this error: a file was cut short, or its disk
     * fails. Nobody can tell what else is not there, so nothing is answered any more. What was acknowledged is in the
     * files as far as these can be read.
     *
     * @return what is answered instead
     */
    CommandError fail(InternalError fault) {
        if (!broken) {
            broken = true;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "A file of the store cannot be read or written any more: look at its disk"
                            + ", then restart Larder",
                    fault);
        }
        return BROKEN;
    }

    /** Whether it does nothing more: a step was put in place in part only, or a file failed. */
    boolean broken() {
        return broken;
    }

    /** Runs before each single change: for tests, which look at the files between two of them. */
    void probe(Runnable look) {
        probe = look;
    }

    /**
     * Makes a step's changes durable and puts them in place.
     *
     * @param entriesGrow the most bytes by which entries grow
     * @param growth the bytes by which all grows
     * @param promised the room that is kept for the step, or {@link #UNBOUNDED}
     * @throws CommandError where there can never be room for all of it; nothing has changed
     * @throws RoomNeededException where there is none now; nothing has changed
     */
    void commit(Batch batch, long entriesGrow, long growth, long promised) {
        requireOpen();
        if (batch.length() == 0) {
            return;
        }
        long more = 0;
        if (promised == UNBOUNDED) {
            if (entriesGrow > 0 && entries.usedBytes() + entriesGrow > limit + limit / OVERDRAFT) {
                if (evictor.policy() == EvictionPolicy.NOEVICTION) {
                    throw CommandError.OUT_OF_MEMORY;
                }
                throw new RoomNeededException(entriesGrow);
            }
        } else if (growth > promised) {
            more = growth - promised;
            if (growth > limit) {
                throw neverFits(growth);
            }
            long all = growing.addAndGet(more);
            if (all + used() > limit) {
                takeBack(more);
                throw new RoomNeededException(growth);
            }
        }
        try {
            intents.commit(batch, () -> putInPlace(batch));
        } finally {
            takeBack(more);
        }
    }

    private void putInPlace(Batch batch) {
        putInPlace(ByteBuffer.wrap(batch.bytes(), 0, batch.length()).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Puts in place again what a killed process had begun. */
    int recover() throws IOException {
        int found = intents.recover(this::putInPlace);
        pages.forgetTaken();
        return found;
    }

    private void putInPlace(ByteBuffer batch) {
        try {
            int morePages = 0;
            while (batch.hasRemaining()) {
                probe.run();
                morePages += change(batch);
            }
            PendingFault.raise();
            // At once: in the midst of it, old and new pages would both count, or neither.
            pages.addUsed(morePages);
        } catch (RuntimeException | Error e) {
            // The batch stays marked ready, so the next start puts all of it in place.
            broken = true;
            LOG.log(System.Logger.Level.ERROR, "A step was put in place in part only: Larder must be restarted", e);
            throw e;
        }
    }

    /** Makes one change. How many more pages are in use. */
    private int change(ByteBuffer batch) {
        byte what = batch.get();
        switch (what) {
            case Batch.PUT -> {
                byte[] key = new byte[batch.getInt()];
                byte[] image = new byte[batch.getInt()];
                batch.get(key).get(image);
                entries.put(key, image);
            }
            case Batch.REMOVE -> {
                byte[] key = new byte[batch.getInt()];
                batch.get(key);
                entries.remove(key);
            }
            case Batch.WRITE -> {
                int page = batch.getInt();
                int at = batch.getShort();
                int length = batch.getShort();
                pages.write(page, at, batch.array(), batch.arrayOffset() + batch.position(), length);
                batch.position(batch.position() + length);
            }
            case Batch.USED -> {
                return pages.commitUsed(batch.getInt()) ? 1 : 0;
            }
            case Batch.FREE -> {
                return pages.commitFree(batch.getInt()) ? -1 : 0;
            }
            case Batch.DISCARD -> pages.commitDiscarded(batch.getInt(), true);
            case Batch.SWEPT -> pages.commitDiscarded(batch.getInt(), false);
            case Batch.CLEAR -> {
                entries.clear();
                pages.commitClear();
            }
            default -> throw new IllegalStateException("a batch has a change of unknown kind " + what);
        }
        return 0;
    }

    /** All was removed in a step that was alone. */
    void cleared() {
        indexes.forgetAll();
        pages.forgetTaken();
    }

    /** Closes the files. The caller sees to it that no step runs; those that come later are refused. */
    @Override
    public void close() throws IOException {
        closed = true;
        evictor.free();
        entries.close();
        pages.close();
        intents.close();
    }
}
