package io.larder.door.codec;

import io.larder.command.Encoder;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes replies as {@code {"result":…}} or {@code {"error":"…"}}: integers as numbers, nil as null, everything else as
 * strings and arrays. In plain mode bytes that are not UTF-8 become U+FFFD; in base64 mode every string is base64, but
 * for the status {@code OK} outside of an array, and for errors.
 */
public final class JsonEncoder implements Encoder {

    private static final byte[] RESULT = ascii("{\"result\":");
    private static final byte[] ERROR = ascii("{\"error\":");
    private static final byte[] RESULT_OK = ascii("{\"result\":\"OK\"}");
    private static final byte[] NULL = ascii("null");
    private static final byte[] OK = ascii("OK");
    private static final byte[] REPLACEMENT = ascii("\\ufffd");
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] BASE64 = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /** From here on the JDK's encoder, with its vector instructions, is worth its second copy. */
    private static final int LARGE = 512;

    /** For each byte whether a JSON string holds it as it is. */
    private static final boolean[] PLAIN = plain();

    private final Output output;
    private final boolean base64;
    private int depth;
    private boolean first = true;

    /**
     * Writes to {@code output}.
     *
     * @param base64 whether strings are written in base64
     */
    public JsonEncoder(Output output, boolean base64) {
        this.output = output;
        this.base64 = base64;
    }

    /** Writes a whole answer. */
    public void answer(Reply reply) {
        depth = 0;
        first = true;
        if (reply == Reply.OK) {
            output.put(RESULT_OK);
            return;
        }
        if (reply instanceof Reply.Failure failure) {
            error(failure.message());
            return;
        }
        output.put(RESULT);
        reply.accept(this);
        output.put('}');
    }

    /** Writes a whole answer that is an error. */
    public void error(String message) {
        output.put(ERROR);
        plain(message.getBytes(StandardCharsets.UTF_8));
        output.put('}');
    }

    @Override
    public void ok() {
        if (depth == 0) {
            plain(OK);
        } else {
            bytes(OK);
        }
    }

    @Override
    public void nil(boolean many) {
        begin();
        output.put(NULL);
    }

    @Override
    public void whole(long value) {
        begin();
        output.put(value);
    }

    @Override
    public void real(double value) {
        bytes(ascii(Numbers.text(value)));
    }

    @Override
    public void bytes(byte[] value) {
        begin();
        if (base64) {
            encoded(value);
        } else {
            plain(value);
        }
    }

    @Override
    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void beginMany(int size) {
        begin();
        output.put('[');
        depth++;
        first = true;
    }

    @Override
    public void beginPairs(int size) {
        beginMany(size * 2);
    }

    @Override
    public void end() {
        output.put(']');
        depth--;
        first = false;
    }

    /** An error within an array. */
    @Override
    public void failure(String message) {
        begin();
        plain(message.getBytes(StandardCharsets.UTF_8));
    }

    private void begin() {
        if (first) {
            first = false;
        } else {
            output.put(',');
        }
    }

    private void plain(byte[] value) {
        string(output, value);
    }

    /** Writes a string; what is not UTF-8 becomes U+FFFD. */
    public static void string(Output output, byte[] value) {
        output.reserve(value.length + 2);
        output.put('"');
        int run = 0;
        int at = 0;
        while (at < value.length) {
            byte b = value[at];
            if (b < 0) {
                int length = Utf8.measure(value, at, value.length);
                if (length < 0) {
                    output.put(value, run, at - run);
                    output.put(REPLACEMENT);
                    run = at - length;
                }
                at += Math.abs(length);
            } else if (PLAIN[b]) {
                at++;
            } else {
                output.put(value, run, at - run);
                escape(output, b);
                run = ++at;
            }
        }
        output.put(value, run, at - run);
        output.put('"');
    }

    private static void escape(Output output, byte b) {
        output.put('\\');
        switch (b) {
            case '"', '\\' -> output.put(b);
            case '\n' -> output.put('n');
            case '\r' -> output.put('r');
            case '\t' -> output.put('t');
            case '\b' -> output.put('b');
            case '\f' -> output.put('f');
            default -> {
                output.put('u');
                output.put('0');
                output.put('0');
                output.put(HEX[b >> 4]);
                output.put(HEX[b & 15]);
            }
        }
    }

    private void encoded(byte[] value) {
        output.put('"');
        if (value.length < LARGE) {
            encodeSmall(value);
        } else {
            output.reserve((value.length + 2) / 3 * 4 + 1);
            output.put(Base64.getEncoder().encode(value));
        }
        output.put('"');
    }

    private void encodeSmall(byte[] value) {
        int length = (value.length + 2) / 3 * 4;
        output.reserve(length);
        byte[] to = output.bytes();
        int at = output.size();
        int whole = value.length - value.length % 3;
        for (int i = 0; i < whole; i += 3, at += 4) {
            int bits = (value[i] & 0xff) << 16 | (value[i + 1] & 0xff) << 8 | value[i + 2] & 0xff;
            to[at] = BASE64[bits >> 18];
            to[at + 1] = BASE64[bits >> 12 & 63];
            to[at + 2] = BASE64[bits >> 6 & 63];
            to[at + 3] = BASE64[bits & 63];
        }
        if (whole < value.length) {
            boolean two = value.length - whole == 2;
            int bits = (value[whole] & 0xff) << 16 | (two ? (value[whole + 1] & 0xff) << 8 : 0);
            to[at] = BASE64[bits >> 18];
            to[at + 1] = BASE64[bits >> 12 & 63];
            to[at + 2] = two ? BASE64[bits >> 6 & 63] : (byte) '=';
            to[at + 3] = '=';
        }
        output.advance(length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[128];
        for (int i = 0x20; i < plain.length; i++) {
            plain[i] = i != '"' && i != '\\';
        }
        return plain;
    }
}
