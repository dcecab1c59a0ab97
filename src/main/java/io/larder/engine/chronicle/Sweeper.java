package io.larder.engine.chronicle;

import io.larder.command.Effort;
import io.larder.keyspace.CycleListener;
import io.larder.keyspace.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes out in the background what is no longer there: keys that have expired, and the pages of large values that were
 * removed. It works in small steps, each committed like a command's, and goes on after a restart where it was.
 */
final class Sweeper {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    /** Pages that are freed in one step. */
    private static final int PAGES = 256;

    /** All segments are looked at about once in so many pauses, or sooner while many keys are found to have expired. */
    private static final int PAUSES_A_ROUND = 100;

    private static final long PAUSE_NANOS = 100_000_000;

    private final Store store;
    private final KeyLocks locks;
    private final Thread thread = new Thread(this::run, "larder-sweeper");
    private volatile boolean stopped;
    private int segment;
    private boolean sawExpiring;

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
                    expire(step);
                    store.cycles().took(CycleListener.Cycle.EXPIRE, System.nanoTime() - begin);
                    next = System.nanoTime() + PAUSE_NANOS;
                }
            } catch (RuntimeException | Error e) {
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
            step.commit();
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

    private void expire(Transaction step) {
        if (!store.expiring()) {
            store.census().roundEnds();
            return;
        }
        int segments = store.entries().segments();
        int some = Math.max(1, segments / PAUSES_A_ROUND);
        for (int i = 0; i < some && !stopped; i++) {
            int removed = expireSegment(step, segment);
            some += removed > 0 && some < segments ? 1 : 0;
            segment++;
            if (segment == segments) {
                segment = 0;
                store.census().roundEnds();
                if (!sawExpiring) {
                    store.nothingExpires();
                }
                sawExpiring = false;
                store.lookForExpiring();
            }
        }
    }

    private int expireSegment(Transaction step, int number) {
        if (store.entries().isEmpty(number)) {
            return 0;
        }
        long now = store.clock().now();
        List<byte[]> expired = new ArrayList<>();
        store.entries().forEach(number, (key, image) -> {
            long at = Item.expiryOf(image);
            if (at != Item.NEVER) {
                sawExpiring = true;
                if (at <= now) {
                    expired.add(key);
                } else {
                    store.census().expires(at - now);
                }
            }
        });
        for (byte[] key : expired) {
            remove(step, key);
        }
        return expired.size();
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
