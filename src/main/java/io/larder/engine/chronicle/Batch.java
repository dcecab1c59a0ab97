package io.larder.engine.chronicle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The changes of one step as bytes: images that can be put in place any number of times with the same result.
 *
 * <p>What is committed is read back from these bytes, in normal running as in recovery: there is one way only.
 */
final class Batch {

    /** Puts an entry: key length, image length, key, image. */
    static final byte PUT = 1;

    /** Removes an entry: key length, key. */
    static final byte REMOVE = 2;

    /** Writes into a page: page, place, length, bytes. */
    static final byte WRITE = 3;

    /** A page is in use. */
    static final byte USED = 4;

    /** A page is free. */
    static final byte FREE = 5;

    /** The root of a value is discarded. */
    static final byte DISCARD = 6;

    /** The root of a value is no longer discarded: it is freed. */
    static final byte SWEPT = 7;

    /** Removes all entries and pages. */
    static final byte CLEAR = 8;

    private byte[] bytes = new byte[4096];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    /** Forgets all changes. */
    void reset() {
        if (bytes.length > 1 << 20) {
            bytes = new byte[4096];
            buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer.clear();
    }

    /** How many bytes they take. */
    int length() {
        return buffer.position();
    }

    /** The bytes; good until the next change. */
    byte[] bytes() {
        return bytes;
    }

    private ByteBuffer room(int length) {
        if (buffer.remaining() < length) {
            int position = buffer.position();
            long wanted = Math.max((long) position + length, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
            buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(position);
        }
        return buffer;
    }

    void put(byte[] key, byte[] image) {
        room(9 + key.length + image.length)
                .put(PUT)
                .putInt(key.length)
                .putInt(image.length)
                .put(key)
                .put(image);
    }

    void remove(byte[] key) {
        room(5 + key.length).put(REMOVE).putInt(key.length).put(key);
    }

    void write(int page, int at, byte[] from, int offset, int length) {
        room(9 + length)
                .put(WRITE)
                .putInt(page)
                .putShort((short) at)
                .putShort((short) length)
                .put(from, offset, length);
    }

    void page(byte what, int page) {
        room(5).put(what).putInt(page);
    }

    void clear() {
        room(1).put(CLEAR);
    }
}
