package io.larder.type;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How a score stands in a tree: as eight bytes, the order of which as unsigned bytes is the order of the doubles.
 *
 * <p>They are the bits of the double, most significant byte first, with the sign bit turned over where it is clear, and
 * all bits turned over where it is set. Zero has one spelling: {@code -0} becomes {@code 0}. NaN is never stored. Where
 * the bytes stand alone, as the value of a member, trailing zero bytes are left out: whole numbers up to 8192 take two
 * or three.
 *
 * <p>As a {@code long}, the bytes are compared as unsigned. No score has the bits 0.
 */
final class Score {

    /** Bytes of score before the member. */
    static final int PREFIX = 8;

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Score() {}

    /** The bits of a score. */
    static long bits(double score) {
        long raw = Double.doubleToRawLongBits(score + 0.0);
        return raw ^ (raw >> 63 | Long.MIN_VALUE);
    }

    /** The score of its bits. */
    static double of(long bits) {
        return Double.longBitsToDouble(bits ^ (~bits >> 63 | Long.MIN_VALUE));
    }

    /** The bytes of a score that stand alone. */
    static byte[] trimmed(long bits) {
        byte[] bytes = new byte[PREFIX];
        BIG_ENDIAN.set(bytes, 0, bits);
        return Arrays.copyOf(bytes, PREFIX - Long.numberOfTrailingZeros(bits) / Byte.SIZE);
    }

    /** The bits of a score's bytes that stand alone. */
    static long untrimmed(byte[] bytes) {
        if (bytes.length == PREFIX) {
            return (long) BIG_ENDIAN.get(bytes, 0);
        }
        long bits = 0;
        for (int i = 0; i < bytes.length; i++) {
            bits |= (bytes[i] & 0xffL) << Long.SIZE - Byte.SIZE * (i + 1);
        }
        return bits;
    }

    /** The key of a score with its member. */
    static byte[] key(long bits, byte[] member) {
        byte[] key = new byte[PREFIX + member.length];
        BIG_ENDIAN.set(key, 0, bits);
        System.arraycopy(member, 0, key, PREFIX, member.length);
        return key;
    }

    /** What no key of a lower score comes after, and no key of this or a higher score before. */
    static byte[] before(long bits) {
        byte[] key = new byte[PREFIX];
        BIG_ENDIAN.set(key, 0, bits);
        return key;
    }

    /** The bits of such a key's score. */
    static long bits(byte[] key) {
        return (long) BIG_ENDIAN.get(key, 0);
    }

    /** The score of such a key. */
    static double score(byte[] key) {
        return of(bits(key));
    }

    /** The member of such a key. */
    static byte[] member(byte[] key) {
        return Arrays.copyOfRange(key, PREFIX, key.length);
    }
}
