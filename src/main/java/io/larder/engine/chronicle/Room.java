package io.larder.engine.chronicle;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.TooLong;
import io.larder.keyspace.CycleListener;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.EvictionPolicy;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Makes room for a step before it begins: frees what was discarded, then takes out keys, each in a step of its own that
 * is stored and told like a command's. No lock is held meanwhile but that of the key that goes.
 *
 * <p>The room is promised to the step until it has ended. So of several that write at once each takes out what it needs
 * itself and no more, and what a step stores never goes over the limit, but for pages that are yet to be freed. How
 * much a step needs is guessed from its words; where that was too little, it finds out when it is to be stored, and
 * starts over with room for all of it.
 */
final class Room {

    /** Keys that are taken out on an event loop for one command. */
    private static final int FEW = 16;

    private static final long WAIT_NANOS = 50_000;
    private static final int BESIDES = 64;
    private static final int BESIDES_A_WORD = 16;

    private final Store store;
    private final KeyLocks locks;
    private final Sweeper sweeper;
    private final Evictor evictor;
    private final ThreadLocal<Transaction> steps;
    private final LongAdder evicted = new LongAdder();

    Room(Store store, KeyLocks locks, Sweeper sweeper) {
        this.store = store;
        this.locks = locks;
        this.sweeper = sweeper;
        this.evictor = store.evictor();
        this.steps = ThreadLocal.withInitial(() -> new Transaction(store, false));
    }

    /** How many keys were taken out to make room. */
    long evicted() {
        return evicted.sum();
    }

    /** The bytes that a command with these words is likely to need. */
    static long guess(byte[][] words) {
        long bytes = BESIDES + (long) BESIDES_A_WORD * words.length;
        for (byte[] word : words) {
            bytes += word.length;
        }
        return bytes <= Item.INLINE ? bytes : bytes + bytes / 128 + 3 * PageFile.SIZE;
    }

    /**
     * Sees to it that there is room for so many bytes, which are a guess: where nobody can go, or where it would be
     * many that go, the step runs without, and finds out what it needs.
     *
     * @param own ids of keys that are not to be taken out, in their order; asked for once, if at all
     * @return how much is promised now; {@link #giveBack} takes it back when the step has ended
     * @throws CommandError where the limit is exceeded and nobody can go; not for a large guess
     * @throws TooLong where it takes longer than {@code effort} allows
     */
    long make(long guess, Supplier<long[]> own, Effort effort) {
        if (evictor.policy() != EvictionPolicy.NOEVICTION) {
            if (guess > store.limit() / Store.LARGE_PART) {
                sweepUntil(0, effort);
                if (guess <= store.limit() && store.promise(guess)) {
                    if (store.holdsPromises()) {
                        return guess;
                    }
                    store.takeBack(guess);
                }
                return 0;
            }
            if (reserve(guess, own, effort)) {
                return guess;
            }
        }
        // Not by what is used at a glance: others' steps may be over for a moment.
        if (!sweepUntil(0, false, effort)) {
            throw CommandError.OUT_OF_MEMORY;
        }
        return 0;
    }

    /** Takes out keys until so many bytes can be promised, no more than the limit. Whether they are. */
    private boolean reserve(long bytes, Supplier<long[]> own, Effort effort) {
        while (!store.promise(bytes)) {
            await(effort);
        }
        boolean made = false;
        try {
            made = store.holdsPromises() || evict(bytes, own.get(), effort);
            return made;
        } finally {
            if (!made) {
                store.takeBack(bytes);
            }
        }
    }

    /** Waits for others' steps to end. The caller has locked nothing, so they do. */
    private void await(Effort effort) {
        if (effort == Effort.BRIEF) {
            throw TooLong.WAITS;
        }
        store.requireWhole();
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(WAIT_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean evict(long bytes, long[] own, Effort effort) {
        long begin = System.nanoTime();
        try {
            for (int taken = 0; !store.holdsPromises() && !sweepUntil(bytes, effort); taken++) {
                if (effort == Effort.BRIEF && taken == FEW) {
                    throw TooLong.WAITS;
                }
                if (!evictOne(own, effort)) {
                    return false;
                }
            }
            return true;
        } finally {
            store.cycles().took(CycleListener.Cycle.EVICTION, System.nanoTime() - begin);
        }
    }

    void giveBack(long promised) {
        store.takeBack(promised);
    }

    /** A step is stored, and may have left to the sweeper what the limit has no room for beside the new. */
    void settle(Effort effort) {
        if (effort == Effort.BRIEF) {
            return;
        }
        try {
            sweepUntil(0, effort);
        } catch (CommandError closing) {
            // The step is stored all the same, and the next start goes on with the rest.
        }
    }

    /**
     * A step found out that it needs so much. As {@link #make}.
     *
     * @throws CommandError where there is no room to be had
     */
    long makeMore(long bytes, Supplier<long[]> own, Effort effort) {
        if (evictor.policy() != EvictionPolicy.NOEVICTION) {
            while (!reserve(bytes, own, effort)) {
                if (!sweepUntil(bytes, false, effort)) {
                    throw CommandError.OUT_OF_MEMORY;
                }
                await(effort);
            }
            return bytes;
        }
        while (sweepUntil(bytes, effort)) {
            if (store.holds(bytes)) {
                return 0;
            }
            // What is being stored counts twice for a moment.
            await(effort);
        }
        throw CommandError.OUT_OF_MEMORY;
    }

    /** Frees what is discarded until there is room, which it may already be. Whether there is. */
    private boolean sweepUntil(long bytes, Effort effort) {
        return sweepUntil(bytes, evictor.policy() != EvictionPolicy.NOEVICTION, effort);
    }

    /** The same: of what is promised, or of so many bytes. */
    private boolean sweepUntil(long bytes, boolean promised, Effort effort) {
        while (true) {
            long moves = store.moves();
            if (promised ? store.holdsPromises() : store.used() + bytes <= store.limit()) {
                return true;
            }
            boolean leaving = store.leaving();
            if (store.pages().nextSweepable(0) == 0) {
                if (leaving) {
                    await(effort);
                } else if (store.moves() == moves) {
                    return false;
                }
                // Else something was left or swept between two of these looks.
                continue;
            }
            if (effort == Effort.BRIEF) {
                throw TooLong.WAITS;
            }
            sweeper.sweepOne();
        }
    }

    private boolean evictOne(long[] own, Effort effort) {
        Evictor.Chosen chosen;
        // Not while the store is closed.
        long stamp = locks.lock(KeyLocks.EVICTOR, false, effort);
        try {
            store.requireOpen();
            if (evictor.policy().onlyExpiring()) {
                if (!store.entries().expiries().any()) {
                    return false;
                }
                if (effort == Effort.BRIEF && !store.entries().expiries().complete()) {
                    // Soon after a start it may have to look at many.
                    throw TooLong.WAITS;
                }
            }
            chosen = evictor.choose(own);
        } finally {
            locks.unlock(KeyLocks.EVICTOR, stamp);
        }
        if (chosen == null) {
            return false;
        }
        if (takeOut(chosen, effort)) {
            evicted.increment();
        }
        return true;
    }

    private boolean takeOut(Evictor.Chosen chosen, Transaction step) {
        Item item = step.item(chosen.key());
        boolean mayGo = !evictor.policy().onlyExpiring() || item.expireAt() != Item.NEVER;
        if (item.lapsed()) {
            step.lapse(item);
        } else if (item.visible() && mayGo && !evictor.usedSince(chosen)) {
            item.remove();
            step.event(EventClass.EVICTED, "evicted", chosen.key());
            return true;
        }
        return false;
    }

    /** Whether it was there, and not used since it was chosen. */
    private boolean takeOut(Evictor.Chosen chosen, Effort effort) {
        int stripe = KeyLocks.stripe(chosen.key());
        long stamp = locks.lock(stripe, true, effort);
        Transaction step = steps.get();
        boolean done = false;
        try {
            boolean was = takeOut(chosen, step.begin(true, effort));
            step.commit();
            done = true;
            return was;
        } finally {
            if (!done) {
                step.abort();
            }
            locks.unlock(stripe, stamp);
        }
    }
}
