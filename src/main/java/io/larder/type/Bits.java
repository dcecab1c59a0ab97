package io.larder.type;

import io.larder.keyspace.Blob;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A string as an array of bits: bit 0 is the highest of the first byte. Behind its end there are zeros.
 *
 * <p>Long strings are read in pieces, and pieces in words of 64 bits.
 */
final class Bits {

    /** How many bytes are looked at at once. */
    static final int PIECE = 64 << 10;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bits() {}

    /** The word whose first byte stands at {@code at}. */
    static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    /** Puts a word where its first byte stands at {@code at}. */
    static void word(byte[] bytes, int at, long word) {
        WORDS.set(bytes, at, word);
    }

    /** The {@code length} bytes from {@code from} on, zeros where the string is shorter or not there. */
    static byte[] padded(@Nullable Blob blob, long from, int length) {
        long there = blob == null ? 0 : Math.min(length, blob.length() - from);
        if (blob == null || there <= 0) {
            return new byte[length];
        }
        byte[] bytes = blob.read(from, (int) there);
        return there == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** How many bits are set from bit {@code first} to bit {@code last}, both within. */
    static long count(Blob blob, long first, long last) {
        long total = 0;
        long end = (last >> 3) + 1;
        for (long from = first >> 3; from < end; from += PIECE) {
            byte[] piece = blob.read(from, (int) Math.min(PIECE, end - from));
            total += count(piece);
            if (from == first >> 3) {
                total -= Integer.bitCount(piece[0] & ~(0xff >> (first & 7)) & 0xff);
            }
            if (from + piece.length == end) {
                total -= Integer.bitCount(piece[piece.length - 1] & 0x7f >> (last & 7));
            }
        }
        return total;
    }

    private static long count(byte[] piece) {
        long total = 0;
        int at = 0;
        for (; at + Long.BYTES <= piece.length; at += Long.BYTES) {
            total += Long.bitCount(word(piece, at));
        }
        for (; at < piece.length; at++) {
            total += Integer.bitCount(piece[at] & 0xff);
        }
        return total;
    }

    /** The first bit that is set, or clear, from bit {@code first} to bit {@code last}, both within; or -1. */
    static long find(Blob blob, boolean set, long first, long last) {
        long end = (last >> 3) + 1;
        for (long from = first >> 3; from < end; from += PIECE) {
            byte[] piece = blob.read(from, (int) Math.min(PIECE, end - from));
            long skip = from == first >> 3 ? first & 7 : 0;
            int found = find(piece, set ? 0 : -1, (int) skip);
            if (found >= 0) {
                long bit = (from << 3) + found;
                return bit > last ? -1 : bit;
            }
        }
        return -1;
    }

    /** The first bit from {@code skip} on, less than 8, that differs from those of {@code same}, 0 or -1; or -1. */
    private static int find(byte[] piece, int same, int skip) {
        int head = (piece[0] ^ same) & 0xff >> skip;
        if (head != 0) {
            return Integer.numberOfLeadingZeros(head) - 24;
        }
        int at = 1;
        while (at + Long.BYTES <= piece.length) {
            long word = word(piece, at) ^ same;
            if (word != 0) {
                return (at << 3) + Long.numberOfLeadingZeros(word);
            }
            at += Long.BYTES;
        }
        for (; at < piece.length; at++) {
            int rest = (piece[at] ^ same) & 0xff;
            if (rest != 0) {
                return (at << 3) + Integer.numberOfLeadingZeros(rest) - 24;
            }
        }
        return -1;
    }
}
