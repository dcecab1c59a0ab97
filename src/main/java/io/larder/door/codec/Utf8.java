package io.larder.door.codec;

/**
 * Well-formed UTF-8.
 *
 * @see <a href="https://www.unicode.org/versions/latest/ch03.pdf">The Unicode Standard, table 3-7</a>
 */
public final class Utf8 {

    private Utf8() {}

    /** Whether all of the bytes are well-formed. */
    public static boolean isWellFormed(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = bytes[at] >= 0 ? 1 : measure(bytes, at, bytes.length);
            if (length < 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /**
     * Measures the character of more than one byte at {@code at}.
     *
     * @return its number of bytes; where it is not well-formed, the negative number of bytes that one replacement
     *     character stands for
     */
    public static int measure(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return -1;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        for (int i = 1; i < length; i++) {
            int next = at + i < end ? bytes[at + i] & 0xff : 0;
            if (next < least || next > most) {
                return -i;
            }
            least = 0x80;
            most = 0xbf;
        }
        return length;
    }
}
