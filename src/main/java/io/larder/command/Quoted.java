package io.larder.command;

import java.util.HexFormat;

/**
 * Bytes on a line for people, whatever they are: in quotes, as redis-cli would have them typed, and cut short where
 * there are too many. What a caller has made up cannot look like the end of the line, or like another one.
 */
public final class Quoted {

    private static final HexFormat HEX = HexFormat.of();

    private Quoted() {}

    /** The same as {@link #append} makes of it, by itself. */
    public static String of(byte[] bytes, int most) {
        StringBuilder line = new StringBuilder();
        append(line, bytes, most);
        return line.toString();
    }

    /**
     * Appends bytes to a line.
     *
     * @param most of so many bytes the rest is only counted
     */
    public static void append(StringBuilder line, byte[] bytes, int most) {
        line.append('"');
        for (int i = 0; i < Math.min(bytes.length, most); i++) {
            byte b = bytes[i];
            switch (b) {
                case '\\', '"' -> line.append('\\').append((char) b);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case 7 -> line.append("\\a");
                case '\b' -> line.append("\\b");
                default -> {
                    if (b >= ' ' && b < 0x7f) {
                        line.append((char) b);
                    } else {
                        line.append("\\x").append(HEX.toHexDigits(b));
                    }
                }
            }
        }
        if (bytes.length > most) {
            line.append("... (").append(bytes.length - most).append(" more bytes)");
        }
        line.append('"');
    }
}
