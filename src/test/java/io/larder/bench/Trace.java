package io.larder.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Which keys were asked for, in their order, as recorded somewhere. */
final class Trace {

    private Trace() {}

    /**
     * Reads a trace.
     *
     * @param format {@code ints}, {@code longs} (big-endian), {@code text} (a number a line), {@code second} (of
     *     several numbers a line) or {@code hex} (a number a line)
     */
    static long[] read(Path file, String format, int most) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return switch (format) {
                case "ints", "longs" -> binary(new DataInputStream(in), format.equals("longs"), most);
                case "text", "hex", "second" -> lines(in, format, most);
                default -> throw new IllegalArgumentException("no format of traces: " + format);
            };
        }
    }

    private static long[] binary(DataInputStream in, boolean longs, int most) throws IOException {
        long[] keys = new long[1024];
        int size = 0;
        try {
            while (size < most) {
                long key = longs ? in.readLong() : in.readInt();
                keys = put(keys, size++, key);
            }
        } catch (EOFException end) {
            return Arrays.copyOf(keys, size);
        }
        return Arrays.copyOf(keys, size);
    }

    private static long[] lines(InputStream in, String format, int most) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        long[] keys = new long[1024];
        int size = 0;
        for (String line = reader.readLine(); line != null && size < most; line = reader.readLine()) {
            String text = line.trim();
            // The traces of LIRS end with a star.
            if (text.isEmpty() || text.equals("*")) {
                continue;
            }
            keys = put(keys, size++, number(text, format));
        }
        return Arrays.copyOf(keys, size);
    }

    private static long number(String line, String format) {
        return switch (format) {
            case "hex" -> folded(new BigInteger(line, 16));
            case "second" -> Long.parseLong(line.split(" ")[1]);
            default -> Long.parseLong(line);
        };
    }

    private static long folded(BigInteger wide) {
        return wide.shiftRight(64).longValue() ^ wide.longValue();
    }

    private static long[] put(long[] keys, int at, long key) {
        long[] room = at < keys.length ? keys : Arrays.copyOf(keys, at * 2);
        room[at] = key;
        return room;
    }
}
