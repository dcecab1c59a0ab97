package io.larder.engine.chronicle;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.TooLong;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.IntStream;

/** Locks of keys, a few thousand for all of them. Several are taken in one order, so that nobody waits in a circle. */
final class KeyLocks {

    private static final int STRIPES = 1024;

    /** Some 20 microseconds: to start over on a worker takes longer. */
    private static final int SPINS = 512;

    private static final int PATIENCE_MILLIS = 500;

    /** A stripe of no key: the sweeper's, so that whoever locks all stripes is alone. */
    static final int SWEEPER = STRIPES;

    /** A stripe of no key: whoever chooses a key to be taken out reads the store outside of a step. */
    static final int EVICTOR = STRIPES + 1;

    private final StampedLock[] locks = new StampedLock[STRIPES + 2];

    private final Runnable requireWhole;

    /**
     * Locks that nobody has.
     *
     * @param requireWhole throws where the store has failed. A fault of a file is thrown wherever its thread happens to
     *     be, so that a lock may be left held for good: whoever waits asks this now and then
     */
    KeyLocks(Runnable requireWhole) {
        this.requireWhole = requireWhole;
        Arrays.setAll(locks, i -> new StampedLock());
    }

    /** The stripe of a key. */
    static int stripe(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x9e3779b9;
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }

    /** The stripes of keys, each once, in the order of locking. */
    static int[] stripes(List<byte[]> keys) {
        return keys.stream().mapToInt(KeyLocks::stripe).sorted().distinct().toArray();
    }

    /** These stripes and one more, in the order of locking. */
    static int[] with(int[] stripes, int one) {
        return IntStream.concat(Arrays.stream(stripes), IntStream.of(one))
                .sorted()
                .distinct()
                .toArray();
    }

    /** All stripes. */
    static int[] all() {
        int[] all = new int[STRIPES + 2];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /**
     * Locks one stripe.
     *
     * @return what {@link #unlock} wants
     * @throws CommandError where it has to wait and the store has failed
     */
    long lock(int stripe, boolean exclusive, Effort effort) {
        StampedLock lock = locks[stripe];
        long stamp = exclusive ? lock.tryWriteLock() : lock.tryReadLock();
        if (stamp != 0) {
            return stamp;
        }
        if (effort != Effort.BRIEF) {
            return await(lock, exclusive);
        }
        for (int i = 0; i < SPINS && stamp == 0; i++) {
            Thread.onSpinWait();
            stamp = exclusive ? lock.tryWriteLock() : lock.tryReadLock();
        }
        if (stamp == 0) {
            throw TooLong.WAITS;
        }
        return stamp;
    }

    private long await(StampedLock lock, boolean exclusive) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    long stamp = exclusive
                            ? lock.tryWriteLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                            : lock.tryReadLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                    if (stamp != 0) {
                        return stamp;
                    }
                    requireWhole.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void unlock(int stripe, long stamp) {
        locks[stripe].unlock(stamp);
    }

    /** Locks stripes, all or none. */
    long[] lock(int[] stripes, boolean exclusive, Effort effort) {
        long[] stamps = new long[stripes.length];
        int held = 0;
        try {
            for (; held < stripes.length; held++) {
                stamps[held] = lock(stripes[held], exclusive, effort);
            }
            return stamps;
        } catch (RuntimeException | Error e) {
            for (int i = 0; i < held; i++) {
                unlock(stripes[i], stamps[i]);
            }
            throw e;
        }
    }

    void unlock(int[] stripes, long[] stamps) {
        for (int i = stripes.length - 1; i >= 0; i--) {
            unlock(stripes[i], stamps[i]);
        }
    }
}
