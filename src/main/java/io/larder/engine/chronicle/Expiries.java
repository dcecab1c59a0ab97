package io.larder.engine.chronicle;

import io.larder.keyspace.Entry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import net.openhft.chronicle.core.Memory;
import net.openhft.chronicle.core.OS;

/**
 * How many keys of each segment are to expire, and about when: the sweeper goes where something is due, and not
 * elsewhere. Half a KiB for each segment that has such keys, which is about a tenth of a byte a key, off the heap;
 * reading a key does not come by.
 *
 * <p>Times are counted in buckets, as from the moment when the segment was last looked at: the first second is one, and
 * each doubling of the distance has four. So what is near is known well. What is far counts from the begin of its
 * bucket; when that is reached the segment is looked at, nothing is due yet, and what is left of the way is divided
 * anew. For keys that expire in an hour that happens some five times on the way.
 *
 * <p>All changes are made, and a segment is looked at, under the lock for updates of the map's segment, which one has
 * at a time, so the counts are exact. They are not stored: after a start nothing is known of a segment until it is
 * looked at for the first time.
 */
final class Expiries {

    /** What {@link #due} says of a segment of which nothing is known. */
    static final int UNKNOWN = -1;

    private static final Memory MEMORY = OS.memory();
    private static final int BUCKETS = 122;
    private static final int SUM_AT = 8;
    private static final int COUNT_AT = 16;
    private static final int BUCKETS_AT = 24;
    private static final int SEGMENT_BYTES = BUCKETS_AT + BUCKETS * Integer.BYTES;
    private static final int FIRST_BITS = 10;
    private static final int PARTS_BITS = 2;
    private static final int PARTS = 1 << PARTS_BITS;

    /** Times are summed up in units of 1,024 ms, and none is taken for later than in two thousand years. */
    private static final long LATEST = 1L << 36;

    private static final byte NEW = 0;
    private static final byte WITHOUT = 1;
    private static final byte WITH = 2;

    private volatile long now;
    private final long address;
    private final byte[] states;
    private final AtomicInteger unknown;
    private final LongAdder expiring = new LongAdder();
    private final LongAdder times = new LongAdder();

    /** Nothing is known of any segment. */
    Expiries(int segments) {
        this.states = new byte[segments];
        this.unknown = new AtomicInteger(segments);
        this.address = MEMORY.allocate((long) segments * SEGMENT_BYTES);
    }

    private long place(int segment) {
        return address + (long) segment * SEGMENT_BYTES;
    }

    private static int bucket(long millis) {
        if (millis < 1 << FIRST_BITS) {
            return 0;
        }
        int octave = 63 - Long.numberOfLeadingZeros(millis) - FIRST_BITS;
        int part = (int) (millis >>> octave + FIRST_BITS - PARTS_BITS) & PARTS - 1;
        return Math.min(BUCKETS - 1, 1 + octave * PARTS + part);
    }

    /** The distance at which a bucket begins, in milliseconds. */
    private static long begin(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int octave = (bucket - 1) / PARTS;
        return (long) (PARTS + (bucket - 1) % PARTS) << octave + FIRST_BITS - PARTS_BITS;
    }

    /**
     * An entry of the segment was stored, changed or taken out.
     *
     * @param from when it was to expire, {@link Entry#NEVER} where there was none
     * @param to when it is to expire
     */
    void changed(int segment, long from, long to) {
        if (states[segment] == NEW || from == to) {
            return;
        }
        long time = 0;
        int more = 0;
        if (from != Entry.NEVER) {
            time += add(segment, from, -1);
            more--;
        }
        if (to != Entry.NEVER) {
            if (states[segment] == WITHOUT) {
                prepare(segment, now);
            }
            time += add(segment, to, 1);
            more++;
        }
        expiring.add(more);
        times.add(time);
        if (count(segment) == 0) {
            states[segment] = WITHOUT;
        }
    }

    private void prepare(int segment, long millis) {
        long place = place(segment);
        MEMORY.setMemory(place, SEGMENT_BYTES, (byte) 0);
        MEMORY.writeLong(place, millis);
        states[segment] = WITH;
    }

    /** Counts a key in its segment, or no longer. What it adds to the sum of the times. */
    private long add(int segment, long expireAt, int more) {
        long place = place(segment);
        long bucket = place + BUCKETS_AT + (long) bucket(expireAt - MEMORY.readLong(place)) * Integer.BYTES;
        long time = more * Math.min(LATEST, Math.max(0, expireAt) >>> FIRST_BITS);
        MEMORY.writeInt(bucket, MEMORY.readInt(bucket) + more);
        MEMORY.writeInt(place + COUNT_AT, MEMORY.readInt(place + COUNT_AT) + more);
        MEMORY.writeLong(place + SUM_AT, MEMORY.readLong(place + SUM_AT) + time);
        return time;
    }

    /** What time it is. */
    void now(long millis) {
        now = millis;
    }

    /** What was known of a segment: how many of its keys were to expire, and the sum of their times. */
    record Known(boolean anything, int keys, long sum) {}

    /**
     * A segment is going to be looked at; {@link #see} tells what is found, and then {@link #looked}. Until then the
     * whole has what was known of it, so that nobody takes a store for one without expiries meanwhile.
     */
    Known look(int segment, long millis) {
        Known before = known(segment);
        now = millis;
        prepare(segment, millis);
        return before;
    }

    /** A key of the segment has this expiry. */
    void see(int segment, long expireAt) {
        if (expireAt != Entry.NEVER) {
            add(segment, expireAt, 1);
        }
    }

    /** All keys of the segment were seen. */
    void looked(int segment, Known before) {
        if (count(segment) == 0) {
            states[segment] = WITHOUT;
        }
        Known after = known(segment);
        expiring.add(after.keys - before.keys);
        times.add(after.sum - before.sum);
        if (!before.anything) {
            unknown.decrementAndGet();
        }
    }

    /** Not all keys of the segment could be seen: nothing is known of it any more. */
    void lost(int segment, Known before) {
        states[segment] = NEW;
        if (before.anything) {
            unknown.incrementAndGet();
        }
        expiring.add(-before.keys);
        times.add(-before.sum);
    }

    /** All keys of the segment are gone. */
    void cleared(int segment) {
        if (states[segment] != NEW) {
            Known before = known(segment);
            states[segment] = WITHOUT;
            expiring.add(-before.keys);
            times.add(-before.sum);
        }
    }

    private Known known(int segment) {
        boolean with = states[segment] == WITH;
        return new Known(states[segment] != NEW, count(segment), with ? MEMORY.readLong(place(segment) + SUM_AT) : 0);
    }

    /** How many keys of the segment are due, or may be, or {@link #UNKNOWN}; a glance, without its lock. */
    int due(int segment) {
        if (states[segment] != WITH) {
            return states[segment] == NEW ? UNKNOWN : 0;
        }
        long place = place(segment);
        long passed = now - MEMORY.readLong(place);
        if (passed < 0) {
            // The clock was put back.
            return UNKNOWN;
        }
        int due = 0;
        for (int i = 0; i < BUCKETS && begin(i) <= passed; i++) {
            due += MEMORY.readInt(place + BUCKETS_AT + (long) i * Integer.BYTES);
        }
        return due;
    }

    /** Whether nothing is known of a segment; a glance, without its lock. */
    boolean unknown(int segment) {
        return states[segment] == NEW;
    }

    /** Whether a segment that was looked at has no key that is to expire; a glance, without its lock. */
    boolean without(int segment) {
        return states[segment] == WITHOUT;
    }

    /** How many keys of a segment that was looked at are to expire. */
    int count(int segment) {
        return states[segment] == WITH ? MEMORY.readInt(place(segment) + COUNT_AT) : 0;
    }

    /** Milliseconds since a segment was looked at. */
    long sinceLook(int segment) {
        return states[segment] == WITH ? now - MEMORY.readLong(place(segment)) : 0;
    }

    /** Whether all segments have been looked at. */
    boolean complete() {
        return unknown.get() == 0;
    }

    /** Whether any key may have an expiry. */
    boolean any() {
        return unknown.get() != 0 || expiring.sum() != 0;
    }

    /** How many keys are to expire, of those that are known of. */
    long expiring() {
        return expiring.sum();
    }

    /** The milliseconds that those have on average. */
    long averageTtl() {
        long keys = expiring.sum();
        return keys <= 0 ? 0 : Math.max(0, (times.sum() / keys << FIRST_BITS) - now);
    }

    /** Gives its memory back. Nobody may use it any more. */
    void free() {
        MEMORY.freeMemory(address, (long) states.length * SEGMENT_BYTES);
    }
}
