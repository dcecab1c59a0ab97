package io.larder.door.codec;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongPredicate;
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
    private static final int STEP = 4;

    /** Room for what follows a long string and ends an answer: else all of it would be copied for that. */
    private static final int END = 64;

    private final @Nullable LongPredicate grow;
    private int limit;
    private byte[] bytes = new byte[FIRST];
    private int size;

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
     * @param grow tells whether so many bytes more may be held on the heap; asked for large answers only, which are
     *     {@link Starved} where they may not
     */
    public Output(int limit, @Nullable LongPredicate grow) {
        this.limit = limit;
        this.grow = grow;
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

    /** Lets go of the room that nothing was written in. */
    public void trim() {
        if (bytes.length > LARGE) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST, size));
        }
    }

    /** Makes room for so many bytes more, which {@link #bytes()} then has behind {@link #size()}. */
    public void reserve(int more) {
        if (more > bytes.length - size) {
            if (more > limit - size) {
                throw Full.SIGNAL;
            }
            long least = Math.min(limit, (long) size + more + END);
            long length = Math.min(limit, Math.max(least, bytes.length * 2L));
            if (length > LARGE && grow != null && !grow.test(length - bytes.length)) {
                // Never by a few bytes: each time all of it is copied.
                length = Math.min(limit, Math.max(least, bytes.length + bytes.length / STEP));
                if (!grow.test(length - bytes.length)) {
                    throw new Starved(least, Math.min(limit, least + least / STEP));
                }
            }
            bytes = Arrays.copyOf(bytes, (int) length);
        }
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
