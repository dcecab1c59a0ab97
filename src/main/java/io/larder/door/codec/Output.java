package io.larder.door.codec;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An answer's body while it is written: bytes that grow, up to a bound. */
public final class Output {

    /** Thrown where an answer would grow over its bound. */
    public static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private static final Full SIGNAL = new Full();

        private Full() {
            super("the answer is too large", null, false, false);
        }
    }

    private static final int FIRST = 256;
    private static final int LARGE = 64 << 10;
    private static final int SMALL = 4 << 10;

    /** Where it cannot be twice as large, it grows by one part of so many. */
    private static final int PARTS = 8;

    /** Room for what follows a long string and ends an answer: else all of it would be copied for that. */
    private static final int END = 64;

    private final @Nullable Heap heap;
    private int limit;
    private byte[] bytes = new byte[FIRST];
    private int size;
    private boolean insists;

    /** Where a large answer has its room. */
    public interface Heap {

        /** Takes so many bytes more, or nothing. */
        boolean take(long more);

        /** Takes all that is left, where nobody else has anything, if it is at least so many bytes; tells how many. */
        default long takeRest(long least) {
            return 0;
        }

        /** Takes so many bytes more even if others have to wait the longer for it. */
        default void takeAnyway(long more) {}
    }

    /**
     * Nothing yet.
     *
     * @param limit the most bytes
     */
    public Output(int limit) {
        this(limit, null);
    }

    /**
     * Nothing yet.
     *
     * @param heap where large answers have their room, which are {@link Starved} where there is none
     */
    public Output(int limit, @Nullable Heap heap) {
        this.limit = limit;
        this.heap = heap;
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** Forgets what was written after the size was {@code earlier}. */
    public void backTo(int earlier) {
        size = earlier;
    }

    /** Lifts the bound. */
    public void unbind() {
        limit = Integer.MAX_VALUE - 8;
    }

    /** Whether what is written from here on has to be, so that there is room for it in any case. */
    public void insist(boolean now) {
        insists = now;
    }

    /** Lets go of the room that nothing was written in. */
    public void trim() {
        if (bytes.length > SMALL) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST, size));
        }
    }

    /**
     * Makes room for so many bytes more, which {@link #bytes()} then has behind {@link #size()}.
     *
     * @throws Full where that is more than it may be
     * @throws Starved where there is no room now
     */
    public void reserve(int more) {
        if (more > bytes.length - size) {
            if (more > limit - size) {
                throw Full.SIGNAL;
            }
            long least = Math.min(limit, (long) size + more + END);
            long twice = Math.min(limit, Math.max(least, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, (int) (heap == null || twice <= LARGE ? twice : given(heap, least, twice)));
        }
    }

    /** What length there is room for; never a few bytes more, as all that was written is copied each time. */
    private long given(Heap from, long least, long twice) {
        int length = bytes.length;
        if (insists) {
            long some = Math.min(limit, least + length / PARTS);
            from.takeAnyway(some - length);
            return some;
        }
        if (from.take(twice - length)) {
            return twice;
        }
        long some = Math.min(limit, Math.max(least, length + length / PARTS));
        if (some <= LARGE || from.take(some - length)) {
            return some;
        }
        long rest = from.takeRest(least - length);
        if (rest == 0) {
            throw new Starved(least);
        }
        return Math.min(limit, length + rest);
    }

    /** How many bytes it has room for now. */
    public int room() {
        return bytes.length;
    }

    /** How many of these it has asked for; none where it is small. */
    public int asked() {
        return bytes.length > LARGE ? bytes.length : 0;
    }

    /** The bytes themselves, of which {@link #size()} were written. */
    public byte[] bytes() {
        return bytes;
    }

    /** Says that so many bytes were put behind {@link #size()}. */
    public void advance(int written) {
        size += written;
    }

    /** One byte. */
    public void put(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    /** All of the bytes. */
    public void put(byte[] more) {
        put(more, 0, more.length);
    }

    /** So many of the bytes. */
    public void put(byte[] more, int from, int length) {
        reserve(length);
        System.arraycopy(more, from, bytes, size, length);
        size += length;
    }

    /** ASCII text. */
    @SuppressWarnings("deprecation") // the one way from a String's bytes into an array that copies once
    public void put(String ascii) {
        int length = ascii.length();
        reserve(length);
        ascii.getBytes(0, length, bytes, size);
        size += length;
    }

    /** The number's decimal digits. */
    public void put(long value) {
        if (value < 0) {
            put(Long.toString(value));
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        long rest = value;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    /**
     * What was written; nothing may be written after this. A few bytes are copied once more: that costs less than the
     * layers that would be put around them where they are.
     */
    public Buffer buffer() {
        return size <= SMALL
                ? Buffer.buffer(size).appendBytes(bytes, 0, size)
                : Buffer.buffer(Unpooled.wrappedBuffer(bytes, 0, size));
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
