package io.larder.engine.chronicle;

import io.larder.keyspace.Clock;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import net.openhft.chronicle.core.Memory;
import net.openhft.chronicle.core.OS;

/**
 * When each stored key was last used, and to which part of the cache it belongs: two bytes a key, off the heap. Reading
 * a key writes them and nothing else.
 *
 * <p>A key is known by its {@link #id}: the segment of the map that it lives in and the {@value #SLOT_BITS} bits of its
 * hash that the map keeps. One key of about sixty shares its id with another of its segment, and its fortune. A segment
 * has 2048 buckets of four cells; a cell is {@code [rest of the id:6][part:2][stamp:8]}. Where a bucket is full, the
 * cell that was not used for the longest time is taken; a key that has no cell counts as old, and gets one when it is
 * read.
 *
 * <p>The stamp is the low byte of a clock that ticks whenever a 64th of the keys has been given a new stamp. So a stamp
 * that is 64 ticks old says that about all others were used since. A hand goes round and makes those that are over
 * {@value #OLDEST} ticks old look no older, before the byte runs over.
 *
 * <p>When each of the last ticks began is remembered, so that a stamp tells for how long at least a key was not used.
 * Where keys are used so seldom that a tick would last for long, time ends it: after {@value #LEAST_MILLIS} ms, or a
 * 128th of the time that all stamps together reach back, whichever is longer. So the stamps still reach far back.
 *
 * <p>Cells are written without locks; two threads at one cell may lose a stamp.
 */
final class AccessTable {

    /** Bits of a key's hash that the map keeps in its slot. */
    static final int SLOT_BITS = 17;

    /** The greatest age in ticks. */
    static final int OLDEST = 192;

    /** No part: the cell is empty, or there is none. */
    static final int NONE = 0;
    /** New keys, which have yet to show that they are used. */
    static final int WINDOW = 1;
    /** Keys that were let in, and not used since. */
    static final int PROBATION = 2;
    /** Keys that were let in and used since. */
    static final int PROTECTED = 3;

    private static final Memory MEMORY = OS.memory();
    private static final int BUCKET_BITS = 11;
    private static final int BUCKET_BYTES = 8;
    private static final int SEGMENT_BYTES = BUCKET_BYTES << BUCKET_BITS;
    private static final int PART_SHIFT = 8;
    private static final int REST_SHIFT = 10;
    private static final int STAMP = 0xff;

    /** All cells are aged once in so many ticks. */
    private static final int TICKS_A_ROUND = 48;

    private static final int TICKS_A_GENERATION = 64;

    /** With so many keys or more, only one change of {@value #COUNTED} is counted. */
    private static final int MANY = 16_384;

    private static final int COUNTED = 16;

    private static final int LEAST_MILLIS = 1000;

    /** Time ends a tick once it has lasted for so small a part of what the stamps reach back. */
    private static final int PART_OF_REACH = 128;

    private final long address;
    private final int segments;
    private final boolean[] ready;
    private final Clock clock;
    private final long[] began = new long[STAMP + 1];
    private volatile int now;
    private boolean usedSince;
    private int changes;
    private int changesATick = 1;
    private int weight = 1;
    private int agedAChange = 1;
    private long hand;

    AccessTable(int segments, Clock clock) {
        this.segments = segments;
        this.clock = clock;
        Arrays.fill(began, clock.now());
        this.ready = new boolean[segments];
        this.address = MEMORY.allocate((long) segments * SEGMENT_BYTES);
    }

    /** How a key is known. */
    static long id(int segment, long slotKey) {
        return (long) segment << SLOT_BITS | slotKey;
    }

    /** The segment of a key. */
    static int segment(long id) {
        return (int) (id >>> SLOT_BITS);
    }

    /** What the map keeps of a key's hash. */
    static long slotKey(long id) {
        return id & (1 << SLOT_BITS) - 1;
    }

    /** There are so many keys now. */
    void keys(long keys) {
        weight = keys < MANY ? 1 : COUNTED;
        changesATick = (int) Math.max(1, Math.min(Integer.MAX_VALUE, keys / TICKS_A_GENERATION));
        long perTick = ((long) segments << BUCKET_BITS) / TICKS_A_ROUND + 1;
        agedAChange = (int) (perTick * weight / changesATick) + 1;
    }

    /** The key is used. */
    void touch(long id) {
        long bucket = bucket(id);
        long cell = find(bucket, id);
        if (cell == 0) {
            cell = free(bucket);
            if (cell != 0) {
                write(cell, id, PROBATION, now);
            }
            return;
        }
        int before = MEMORY.readShort(cell);
        int part = before >>> PART_SHIFT & 3;
        int after = before & ~(STAMP | 3 << PART_SHIFT) | (part == WINDOW ? WINDOW : PROTECTED) << PART_SHIFT;
        after |= now & STAMP;
        if ((short) after != (short) before) {
            MEMORY.writeShort(cell, (short) after);
            if ((before & STAMP) != (now & STAMP)) {
                changed(id);
            }
        }
    }

    /** Puts the key into a part, as used just now. The part that another key had to leave for it, or {@link #NONE}. */
    int put(long id, int part) {
        long bucket = bucket(id);
        long cell = find(bucket, id);
        int lost = NONE;
        if (cell == 0) {
            cell = free(bucket);
            if (cell == 0) {
                cell = oldest(bucket);
                lost = MEMORY.readShort(cell) >>> PART_SHIFT & 3;
            }
        }
        write(cell, id, part, now);
        changed(id);
        return lost;
    }

    /** The key is gone. The part that it was in. */
    int remove(long id) {
        long cell = find(bucket(id), id);
        if (cell == 0) {
            return NONE;
        }
        int part = MEMORY.readShort(cell) >>> PART_SHIFT & 3;
        MEMORY.writeShort(cell, (short) 0);
        return part;
    }

    /** The part and the age of a key, for {@link #part} and {@link #age}. A key without a cell is old. */
    int look(long id) {
        long cell = find(bucket(id), id);
        if (cell == 0) {
            return OLDEST + 1;
        }
        int content = MEMORY.readShort(cell);
        return (content >>> PART_SHIFT & 3) << PART_SHIFT | now - content & STAMP;
    }

    /** The part in what {@link #look} has seen. */
    static int part(int seen) {
        return seen >>> PART_SHIFT;
    }

    /** The age in ticks in what {@link #look} has seen. */
    static int age(int seen) {
        return seen & STAMP;
    }

    /** The time, in ticks. */
    int now() {
        return now;
    }

    private long bucket(long id) {
        int segment = segment(id);
        if (!ready[segment]) {
            prepare(segment);
        }
        return address + (long) segment * SEGMENT_BYTES + (id & (1 << BUCKET_BITS) - 1) * BUCKET_BYTES;
    }

    private synchronized void prepare(int segment) {
        if (!ready[segment]) {
            MEMORY.setMemory(address + (long) segment * SEGMENT_BYTES, SEGMENT_BYTES, (byte) 0);
            VarHandle.releaseFence();
            ready[segment] = true;
        }
    }

    private static int rest(long id) {
        return (int) (id >>> BUCKET_BITS) & 63;
    }

    private static long find(long bucket, long id) {
        int rest = rest(id);
        for (long cell = bucket; cell < bucket + BUCKET_BYTES; cell += Short.BYTES) {
            int content = MEMORY.readShort(cell);
            if ((content >>> REST_SHIFT & 63) == rest && (content >>> PART_SHIFT & 3) != NONE) {
                return cell;
            }
        }
        return 0;
    }

    private static long free(long bucket) {
        for (long cell = bucket; cell < bucket + BUCKET_BYTES; cell += Short.BYTES) {
            if ((MEMORY.readShort(cell) >>> PART_SHIFT & 3) == NONE) {
                return cell;
            }
        }
        return 0;
    }

    private long oldest(long bucket) {
        long oldest = bucket;
        int greatest = -1;
        for (long cell = bucket; cell < bucket + BUCKET_BYTES; cell += Short.BYTES) {
            int age = now - MEMORY.readShort(cell) & STAMP;
            if (age > greatest) {
                greatest = age;
                oldest = cell;
            }
        }
        return oldest;
    }

    private static void write(long cell, long id, int part, int stamp) {
        MEMORY.writeShort(cell, (short) (rest(id) << REST_SHIFT | part << PART_SHIFT | stamp & STAMP));
    }

    /** A stamp is new. Counts are lost when threads meet here, so ticks are about as long as they should be. */
    private void changed(long id) {
        if (!usedSince) {
            usedSince = true;
        }
        if (weight != 1 && (id & COUNTED - 1) != 0) {
            return;
        }
        ageSome(agedAChange);
        changes += weight;
        if (changes >= changesATick) {
            tick(clock.now());
        }
    }

    private void tick(long millis) {
        changes = 0;
        usedSince = false;
        int next = now + 1;
        began[next & STAMP] = millis;
        now = next;
    }

    /** Time passes: ends a tick that lasts for too long. For one thread at a time. */
    void pass(long millis) {
        int tick = now;
        long reach = millis - began[tick - OLDEST & STAMP];
        if (usedSince && millis - began[tick & STAMP] >= Math.max(LEAST_MILLIS, reach / PART_OF_REACH)) {
            ageSome((int) (((long) segments << BUCKET_BITS) / TICKS_A_ROUND + 1));
            tick(millis);
        }
    }

    /** For how long a key was not used, at least. */
    long idleMillis(long id, long millis) {
        int age = Math.min(age(look(id)), OLDEST);
        return age == 0 ? 0 : Math.max(0, millis - began[now - age + 1 & STAMP]);
    }

    private void ageSome(int buckets) {
        long count = (long) segments << BUCKET_BITS;
        long from = hand;
        hand = from + buckets >= count ? 0 : from + buckets;
        for (long i = from; i < Math.min(count, from + buckets); i++) {
            if (!ready[(int) (i >>> BUCKET_BITS)]) {
                continue;
            }
            long bucket = address + i * BUCKET_BYTES;
            if (MEMORY.readLong(bucket) == 0) {
                continue;
            }
            for (long cell = bucket; cell < bucket + BUCKET_BYTES; cell += Short.BYTES) {
                int content = MEMORY.readShort(cell);
                if ((now - content & STAMP) > OLDEST) {
                    MEMORY.writeShort(cell, (short) (content & ~STAMP | now - OLDEST & STAMP));
                }
            }
        }
    }

    /** No key is new any longer. */
    synchronized void letAllIn() {
        for (int segment = 0; segment < segments; segment++) {
            if (!ready[segment]) {
                continue;
            }
            long from = address + (long) segment * SEGMENT_BYTES;
            for (long cell = from; cell < from + SEGMENT_BYTES; cell += Short.BYTES) {
                int content = MEMORY.readShort(cell);
                if ((content >>> PART_SHIFT & 3) == WINDOW) {
                    MEMORY.writeShort(cell, (short) (content ^ (WINDOW ^ PROBATION) << PART_SHIFT));
                }
            }
        }
    }

    /** Forgets all keys. */
    synchronized void clear() {
        Arrays.fill(ready, false);
    }

    /** Bytes that it takes. */
    long bytes() {
        long used = 0;
        for (boolean each : ready) {
            used += each ? SEGMENT_BYTES : 0;
        }
        return used;
    }

    /** Gives its memory back. Nobody may use it any more. */
    void free() {
        MEMORY.freeMemory(address, (long) segments * SEGMENT_BYTES);
    }
}
