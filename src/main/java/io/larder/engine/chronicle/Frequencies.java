package io.larder.engine.chronicle;

import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.core.Memory;
import net.openhft.chronicle.core.OS;

/**
 * How often keys were used of late, about: some counters of four bits for each key, which it shares with others, and of
 * which the least tells. All are halved from time to time, so that what was popular once is forgotten. It remembers
 * keys that are not stored too, which is its point.
 *
 * <p>A count-min sketch with aging, as in G. Einziger, R. Friedman, B. Manes: <i>TinyLFU: A Highly Efficient Cache
 * Admission Policy</i>, ACM Transactions on Storage 13(4), 2017. A key's counters lie in one line of the processor's
 * cache, as Caffeine has them. The fewer bytes it has for each key, the more often keys are taken for each other. So
 * only those of a key's counters that are the least are raised (C. Estan, G. Varghese: <i>New Directions in Traffic
 * Measurement and Accounting</i>, SIGCOMM 2002), and where there are few, a key has two of them, not four.
 *
 * <p>It may be used by many threads at once and without locks: now and then a count is lost, or halved twice.
 */
final class Frequencies {

    /** The most that is told. */
    static final int MOST = 15;

    private static final Memory MEMORY = OS.memory();
    private static final int LINE_LONGS = 8;
    private static final int FEWEST_LONGS = 64;
    private static final long HALF = 0x7777777777777777L;

    /** Counters in a line, and in a long. */
    private static final int LINE_COUNTERS = 128;

    private static final int LONG_COUNTERS = 16;

    /** Bits of a hash that choose a counter: as many as one row of all the line needs. */
    private static final int ROW_BITS = 7;

    /** The greatest period. */
    private static final int MOST_PERIOD = 100;

    /** So many longs are halved with each use while a halving goes on. */
    private static final int HALVED_AT_ONCE = 64;

    /** With so many keys or more, only one use of {@value #COUNTED} is counted towards the next halving. */
    private static final int MANY = 16_384;

    private static final int COUNTED = 16;

    private final long address;
    private final long most;
    private final int density;
    private final int rows;
    private final int period;
    private final AtomicLong halving = new AtomicLong(Long.MAX_VALUE);
    private volatile long longs = FEWEST_LONGS;
    private int keys = FEWEST_LONGS;
    private int uses;

    /**
     * Counters that are all 0.
     *
     * @param mostLongs how large it may ever be, at most; what is not needed is not touched
     * @param density it has so many longs for two keys at least, twice as many at most
     * @param rows counters of each key: 2 or 4
     * @param period uses for each key between two halvings, at most {@value #MOST_PERIOD}
     */
    Frequencies(long mostLongs, int density, int rows, int period) {
        this.density = density;
        this.rows = rows;
        this.period = period;
        this.most = Math.max(FEWEST_LONGS, Long.highestOneBit(Math.max(1, mostLongs)));
        this.address = MEMORY.allocate(most * Long.BYTES);
        MEMORY.setMemory(address, FEWEST_LONGS * (long) Long.BYTES, (byte) 0);
    }

    /** There are so many keys now. For one thread at a time. */
    void keys(long now) {
        keys = (int) Math.min(Integer.MAX_VALUE / MOST_PERIOD, Math.max(FEWEST_LONGS, now));
        while (now * density > longs * 2 && longs < most) {
            // A place is the low bits of a hash, so twice the table is the table twice.
            MEMORY.copyMemory(address, address + longs * Long.BYTES, longs * Long.BYTES);
            longs *= 2;
        }
    }

    /** A key is used. */
    void add(long hash) {
        int before = of(hash);
        if (before == MOST) {
            return;
        }
        long line = line(hash);
        for (int row = 0; row < rows; row++) {
            int counter = counter(hash, row);
            long at = line + counter / LONG_COUNTERS * Long.BYTES;
            int shift = counter % LONG_COUNTERS << 2;
            long counters = MEMORY.readLong(at);
            if ((counters >>> shift & MOST) == before) {
                MEMORY.writeLong(at, counters + (1L << shift));
            }
        }
        age(hash);
    }

    /** How often a key was used, 0 to {@value #MOST}. */
    int of(long hash) {
        long line = line(hash);
        int least = MOST;
        for (int row = 0; row < rows; row++) {
            int counter = counter(hash, row);
            long counters = MEMORY.readLong(line + counter / LONG_COUNTERS * Long.BYTES);
            least = Math.min(least, (int) (counters >>> (counter % LONG_COUNTERS << 2)) & MOST);
        }
        return least;
    }

    /** Each row is a part of the line. */
    private int counter(long hash, int row) {
        int counters = LINE_COUNTERS / rows;
        return row * counters + ((int) (hash >>> 32 + row * ROW_BITS) & counters - 1);
    }

    private long line(long hash) {
        return address + (hash & longs / LINE_LONGS - 1) * LINE_LONGS * Long.BYTES;
    }

    private void age(long hash) {
        if (halving.get() < longs) {
            halve(longs <= MANY ? longs : HALVED_AT_ONCE);
        }
        if (keys < MANY) {
            uses++;
        } else if ((hash >>> 20 & COUNTED - 1) == 0) {
            uses += COUNTED;
        }
        if (uses >= keys * period) {
            // What was counted is halved as well.
            uses >>>= 1;
            halving.set(0);
        }
    }

    private void halve(long some) {
        long from = halving.getAndAdd(some);
        long to = Math.min(longs, from + some);
        for (long i = from; i < to; i++) {
            long at = address + i * Long.BYTES;
            MEMORY.writeLong(at, MEMORY.readLong(at) >>> 1 & HALF);
        }
    }

    /** Forgets all. */
    void clear() {
        MEMORY.setMemory(address, longs * Long.BYTES, (byte) 0);
    }

    /** Bytes that it takes. */
    long bytes() {
        return longs * Long.BYTES;
    }

    /** Gives its memory back. Nobody may use it any more. */
    void free() {
        MEMORY.freeMemory(address, most * Long.BYTES);
    }
}
