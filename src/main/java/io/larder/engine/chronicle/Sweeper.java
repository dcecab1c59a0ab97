package io.larder.engine.chronicle;

import io.larder.command.Effort;
import io.larder.keyspace.CycleListener;
import io.larder.keyspace.Kind;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes out in the background what is no longer there: keys that have expired, and the pages of large values that were
 * removed. It works in small steps, each committed like a command's, and goes on after a restart where it was.
 *
 * <p>Where keys have expired is known from {@link Expiries}. However many there are, it works for half of the time at
 * most and rests in between, so that requests find a processor.
 */
final class Sweeper {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    /** Pages that are freed in one step. */
    private static final int PAGES = 256;

    /** All segments are asked for what is due once in so many pauses. */
    private static final int PAUSES_A_ROUND = 10;

    /** After a start all segments have been looked at after so many pauses. */
    private static final int PAUSES_TO_KNOW_ALL = 100;

    /** At least so many segments are asked in a row. */
    private static final int FEW = 64;

    /** A segment is looked at once so many keys of it are due, or this part of those that expire, if that is more. */
    private static final int MANY = 64;

    private static final int MANY_PART = 8;

    /** Or if any is due, and so long after the last time. */
    private static final long LATE_MILLIS = 10_000;

    private static final int REST_AFTER = 64;

    /** Whoever is woken meanwhile on the same processor may have to wait for the rest. */
    private static final long STINT_NANOS = 250_000;

    private static final long MOST_REST_NANOS = 20_000_000;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Store store;
    private final KeyLocks locks;
    private final Thread thread = new Thread(this::run, "larder-sweeper");
    private volatile boolean stopped;
    private int segment;
    private long workedSince;

    Sweeper(Store store, KeyLocks locks) {
        this.store = store;
        this.locks = locks;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Something was discarded. */
    void wake() {
        LockSupport.unpark(thread);
    }

    void stop() {
        stopped = true;
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Transaction step = new Transaction(store, false);
        long next = System.nanoTime();
        while (!stopped) {
            try {
                while (!stopped && sweep(step)) {
                    Thread.onSpinWait();
                }
                if (System.nanoTime() - next >= 0) {
                    store.evictor().pass();
                    long begin = System.nanoTime();
                    workedSince = begin;
                    expire(step);
                    store.cycles().took(CycleListener.Cycle.EXPIRE, System.nanoTime() - begin);
                    next = System.nanoTime() + PAUSE_NANOS;
                }
            } catch (RuntimeException | Error e) {
                if (e instanceof InternalError fault) {
                    store.fail(fault);
                }
                if (store.broken()) {
                    return;
                }
                LOG.log(System.Logger.Level.ERROR, "Sweeping failed; it will be tried again", e);
            }
            if (!stopped) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Frees some pages of a discarded value on the calling thread. Whether there was one. */
    boolean sweepOne() {
        return sweep(new Transaction(store, false));
    }

    private boolean sweep(Transaction step) {
        long stamp = locks.lock(KeyLocks.SWEEPER, true, Effort.FULL);
        boolean done = false;
        try {
            int root = store.pages().nextSweepable(0);
            if (root == 0) {
                done = true;
                return false;
            }
            step.begin(true, Effort.FULL).requireWriting();
            if (free(step, root)) {
                step.pages().swept(root);
            }
            store.leaves();
            try {
                step.commit();
            } finally {
                store.left();
            }
            done = true;
            return true;
        } finally {
            if (!done) {
                step.abort();
            }
            locks.unlock(KeyLocks.SWEEPER, stamp);
        }
    }

    private static boolean free(Transaction step, int root) {
        Kind kind = Kind.of(step.pages().readInt(root, 0) & 0xff);
        if (kind == Kind.STRING) {
            return new PagedBytes(step.pages(), root).free(PAGES);
        }
        int left = PAGES;
        for (int i = 0; i < kind.trees().size(); i++) {
            int place = Item.TREES_AT + i * Item.TREE_SIZE + 8;
            int page = step.pages().readInt(root, place);
            while (page != 0 && left > 0) {
                page = step.pages().disposal().freeChained(page);
                left--;
            }
            step.pages().writeLong(root, place, page & 0xffff_ffffL);
            if (page != 0) {
                return false;
            }
        }
        step.pages().disposal().freeRoot(root);
        return true;
    }

    /** Goes on with the round over all segments, to those where something is due. */
    private void expire(Transaction step) {
        Expiries expiries = store.entries().expiries();
        expiries.now(store.clock().now());
        if (!expiries.any()) {
            store.census().roundEnds();
            return;
        }
        int segments = store.entries().segments();
        int looks = Math.max(FEW, segments / PAUSES_A_ROUND);
        int unknown = Math.max(1, segments / PAUSES_TO_KNOW_ALL);
        for (int i = 0; i < Math.min(looks, segments) && !stopped; i++) {
            int due = expiries.due(segment);
            if (due == Expiries.UNKNOWN ? unknown-- > 0 : isWorthALook(expiries, due)) {
                expireSegment(step, segment);
                // What was found counts from now on.
                expiries.now(store.clock().now());
            }
            segment++;
            if (segment == segments) {
                segment = 0;
                store.census().roundEnds();
            }
        }
    }

    /** To look at a segment costs the same whether one key is due or all are. */
    private boolean isWorthALook(Expiries expiries, int due) {
        return due > 0
                && (due >= Math.max(MANY, expiries.count(segment) / MANY_PART)
                        || expiries.sinceLook(segment) >= LATE_MILLIS);
    }

    private void expireSegment(Transaction step, int number) {
        List<byte[]> due = store.entries().due(number, store.clock().now());
        for (int i = 0; i < due.size(); i++) {
            remove(step, due.get(i));
            if (i % REST_AFTER == 0) {
                rest();
            }
        }
        rest();
    }

    /** Leaves the processor to others for as long as it was used. */
    private void rest() {
        long worked = System.nanoTime() - workedSince;
        if (worked >= STINT_NANOS) {
            LockSupport.parkNanos(Math.min(worked, MOST_REST_NANOS));
            workedSince = System.nanoTime();
        }
    }

    private void remove(Transaction step, byte[] key) {
        int stripe = KeyLocks.stripe(key);
        long stamp = locks.lock(stripe, true, Effort.FULL);
        boolean done = false;
        try {
            step.begin(true, Effort.FULL);
            Item item = step.item(key);
            if (item.lapsed()) {
                step.lapse(item);
            }
            step.commit();
            done = true;
        } finally {
            if (!done) {
                step.abort();
            }
            locks.unlock(stripe, stamp);
        }
    }
}
