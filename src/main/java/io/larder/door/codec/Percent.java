package io.larder.door.codec;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding: any byte as {@code %} and two hexadecimal digits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2.1">RFC 3986, section 2.1</a>
 */
public final class Percent {

    private Percent() {}

    /**
     * The bytes that {@code start} to {@code end} of {@code text} stand for; each other character stands for a byte.
     *
     * @param form whether a plus sign is a space, as in the query of a form
     * @throws BadRequest where a percent sign is not followed by two hexadecimal digits
     */
    public static byte[] decode(String text, int start, int end, boolean form) {
        int length = 0;
        boolean plain = true;
        for (int i = start; i < end; length++) {
            char c = text.charAt(i);
            plain &= c != '%' && !(form && c == '+');
            i += c == '%' ? 3 : 1;
        }
        if (plain) {
            return text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < end ? hex(text.charAt(i + 1)) : -1;
                int low = i + 2 < end ? hex(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw new BadRequest("ERR invalid percent-encoding in the URL");
                }
                bytes[at++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[at++] = (byte) (form && c == '+' ? ' ' : c);
            }
        }
        return bytes;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
