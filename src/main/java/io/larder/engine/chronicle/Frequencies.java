package io.larder.engine.chronicle;

import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.core.Memory;
import net.openhft.chronicle.core.OS;

/**
 * How often keys were used of late, about: some small counters for each key, which it shares with others, and of which
 * the least tells. All are halved from time to time, so that what was popular once is forgotten. It remembers keys that
 * are not stored too, which is its point.
 *
 * <p>A count-min sketch with aging, as in G. Einziger, R. Friedman, B. Manes: <i>TinyLFU: A Highly Efficient Cache
 * Admission Policy</i>, ACM Transactions on Storage 13(4), 2017. A key's counters lie in one line of the processor's
 * cache, as Caffeine has them. The fewer bytes it has for each key, the more often keys are taken for each other. So
 * only those of a key's counters that are the least are raised (C. Estan, G. Varghese: <i>New Directions in Traffic
 * Measurement and Accounting</i>, SIGCOMM 2002).
 *
 * <p>Most keys that a cache sees are used once or twice, and it is they of whom has to be known which. So most of a
 * line is counters of two bits, three for each key; what is beyond three goes to two counters of four bits, which are
 * asked only for a key whose three are high. Small counters that go on in larger ones are those of T. Yang, Y. Zhou, H.
 * Jin, S. Chen, X. Li: <i>Pyramid Sketch: a Sketch Framework for Frequency Estimation of Data Streams</i>, VLDB 2017.
 *
 * <p>A line is {@code [64 counters of 2 bits:16 bytes] x 3, [16 counters of 4 bits:8 bytes] x 2}. There are as many
 * lines as the keys need and not a power of two: each has an equal part of all hashes, in their order. When there are
 * more, each begins as a copy of the one that had its hashes.
 *
 * <p>It may be used by many threads at once and without locks: now and then a count is lost, or halved twice, and some
 * are mistaken while lines are added.
 */
final class Frequencies {

    /** The most that is told. */
    static final int MOST = 15;

    private static final Memory MEMORY = OS.memory();
    private static final int LINE_LONGS = 8;
    private static final int LINE_BYTES = LINE_LONGS * Long.BYTES;
    private static final int FEWEST_LINES = 8;
    private static final int FEWEST_KEYS = 64;
    private static final long HASHES = 0xffffffffL;

    /** The small counters: how many each key has, the most that one tells, and the bits of a hash that choose one. */
    private static final int ROWS = 3;

    private static final int LOW = 3;
    private static final int LOW_BITS = 6;

    /** Longs of small counters in a line, two for each row. The others follow, one for each row. */
    private static final int LOW_LONGS = 2 * ROWS;

    /** Bits of a hash that choose one of the larger counters, and where they are. */
    private static final int HIGH_BITS = 4;

    private static final int HIGH_SHIFT = 32 + ROWS * LOW_BITS;

    /** From so many on, a small counter does not tell that there is no more in the larger ones. */
    private static final int HIGH = 2;

    private static final long LOW_UNITS = 0x5555555555555555L;
    private static final long HIGH_HALF = 0x7777777777777777L;

    /** The greatest period. */
    private static final int MOST_PERIOD = 100;

    /** Numbers of lines between a power of two and the next: then little is added at a time, and not often. */
    private static final int SIZES = 8;

    /** So many lines are halved with each use while a halving goes on, or all where there are few. */
    private static final int HALVED_AT_ONCE = 8;

    private static final int FEW_LINES = 2048;

    /** More lines than there can be. */
    private static final long BEYOND = 1L << 40;

    /** A quarter of a megabyte. */
    private static final int MOVED_AT_ONCE = 4096;

    /** With so many keys or more, only one use of {@value #COUNTED} is counted towards the next halving. */
    private static final int MANY = 16_384;

    private static final int COUNTED = 16;

    private final long address;
    private final long most;
    private final int density;
    private final int period;
    private final AtomicLong halving = new AtomicLong(BEYOND);
    private volatile long lines = FEWEST_LINES;
    /** Lines that there were before some were added. */
    private long had;

    /** Lines before this one have yet to be made: what belongs in them is counted where it was before. */
    private volatile long unmoved;

    private int keys = FEWEST_KEYS;
    private int uses;

    /**
     * Counters that are all 0.
     *
     * @param mostKeys that there may ever be; what is not needed is not touched
     * @param density it has so many bytes for each key, an eighth more at most
     * @param period uses for each key between two halvings, at most {@value #MOST_PERIOD}
     */
    Frequencies(long mostKeys, int density, int period) {
        this.density = density;
        this.period = period;
        this.most = needed(mostKeys);
        this.address = MEMORY.allocate(most * LINE_BYTES);
        MEMORY.setMemory(address, FEWEST_LINES * (long) LINE_BYTES, (byte) 0);
    }

    /**
     * There are so many keys now. For one thread at a time, which calls {@link #grow} as well. Where there have to be
     * more lines this adds some of them.
     *
     * @param full how many there will be, about; a guess
     */
    void keys(long now, long full) {
        keys = (int) Math.min(Integer.MAX_VALUE / MOST_PERIOD, Math.max(FEWEST_KEYS, now));
        long needed = Math.min(most, needed(now));
        long halved = halving.get();
        // Not while a halving goes on: it would meet lines again that are moved past it.
        if (unmoved == 0 && needed > lines && halved >= lines && halving.compareAndSet(halved, BEYOND)) {
            had = lines;
            // Twice as many while it fills, as long as they will be needed.
            long next = Math.min(most, Math.max(needed, Math.min(2 * had, needed(full))));
            unmoved = next;
            lines = next;
        }
        grow();
    }

    private long needed(long some) {
        long exactly = some * density / LINE_BYTES + 1;
        long step = Math.max(1, Long.highestOneBit(exactly) / SIZES);
        return Math.max(FEWEST_LINES, (exactly + step - 1) / step * step);
    }

    /**
     * Adds some of the lines that there have to be: not all at once, which would take long. Until they are there keys
     * are counted in those that there were, and these may become full; so somebody has to go on with it.
     *
     * @return whether there are more to be added
     */
    boolean grow() {
        long end = unmoved;
        if (end == 0) {
            return false;
        }
        long begin = Math.max(0, end - MOVED_AT_ONCE);
        // The last first: what a line is copied from is before it. The first stays where it is.
        for (long line = end - 1; line >= Math.max(1, begin); line--) {
            long from = address + line * had / lines * LINE_BYTES;
            long to = address + line * LINE_BYTES;
            for (int i = 0; i < LINE_BYTES; i += Long.BYTES) {
                MEMORY.writeLong(to + i, MEMORY.readLong(from + i));
            }
        }
        unmoved = begin;
        return begin > 0;
    }

    /** A key is used. */
    void add(long hash) {
        long line = line(hash);
        int low = low(line, hash);
        if (low < LOW) {
            for (int row = 0; row < ROWS; row++) {
                raise(lowLong(line, hash, row), lowShift(hash, row), LOW, low);
            }
        } else {
            int high = high(line, hash);
            if (low + high >= MOST) {
                return;
            }
            raise(highLong(line, 0), highShift(hash, 0), MOST, high);
            raise(highLong(line, 1), highShift(hash, 1), MOST, high);
        }
        age(hash);
    }

    /** A counter is raised if it is the least, or as low. */
    private static void raise(long at, int shift, int mask, int least) {
        long counters = MEMORY.readLong(at);
        if ((counters >>> shift & mask) == least) {
            MEMORY.writeLong(at, counters + (1L << shift));
        }
    }

    /** How often a key was used, 0 to {@value #MOST}. */
    int of(long hash) {
        long line = line(hash);
        int low = low(line, hash);
        return low < HIGH ? low : Math.min(MOST, low + high(line, hash));
    }

    private static int low(long line, long hash) {
        int least = LOW;
        for (int row = 0; row < ROWS; row++) {
            long counters = MEMORY.readLong(lowLong(line, hash, row));
            least = Math.min(least, (int) (counters >>> lowShift(hash, row)) & LOW);
        }
        return least;
    }

    private static int high(long line, long hash) {
        int one = (int) (MEMORY.readLong(highLong(line, 0)) >>> highShift(hash, 0)) & MOST;
        int other = (int) (MEMORY.readLong(highLong(line, 1)) >>> highShift(hash, 1)) & MOST;
        return Math.min(one, other);
    }

    // A row of small counters has two longs: of the bits that choose one, the lowest chooses the long.

    private static long lowLong(long line, long hash, int row) {
        return line + (2L * row + (hash >>> 32 + row * LOW_BITS & 1)) * Long.BYTES;
    }

    private static int lowShift(long hash, int row) {
        return (int) (hash >>> 33 + row * LOW_BITS & 31) << 1;
    }

    private static long highLong(long line, int row) {
        return line + (LOW_LONGS + row) * Long.BYTES;
    }

    private static int highShift(long hash, int row) {
        return (int) (hash >>> HIGH_SHIFT + row * HIGH_BITS & 15) << 2;
    }

    private long line(long hash) {
        long line = (hash & HASHES) * lines >>> 32;
        if (line < unmoved) {
            line = (hash & HASHES) * had >>> 32;
        }
        return address + line * LINE_BYTES;
    }

    private void age(long hash) {
        if (halving.get() < lines && unmoved == 0) {
            halve(lines <= FEW_LINES ? lines : HALVED_AT_ONCE);
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
        long to = Math.min(lines, from + some);
        for (long at = address + from * LINE_BYTES; at < address + to * LINE_BYTES; at += LINE_BYTES) {
            for (int i = 0; i < LOW_LONGS; i++) {
                long counters = MEMORY.readLong(at + i * Long.BYTES);
                long twos = counters >>> 1 & LOW_UNITS;
                // Three becomes two, not one: there may be more in the larger counters.
                MEMORY.writeLong(at + i * Long.BYTES, twos & ~counters | (twos & counters) << 1);
            }
            for (int i = LOW_LONGS; i < LINE_LONGS; i++) {
                MEMORY.writeLong(at + i * Long.BYTES, MEMORY.readLong(at + i * Long.BYTES) >>> 1 & HIGH_HALF);
            }
        }
    }

    /** Forgets all. */
    void clear() {
        MEMORY.setMemory(address, lines * LINE_BYTES, (byte) 0);
        unmoved = 0;
    }

    /** Bytes that it takes. */
    long bytes() {
        return lines * LINE_BYTES;
    }

    /** Gives its memory back. Nobody may use it any more. */
    void free() {
        MEMORY.freeMemory(address, most * LINE_BYTES);
    }
}
