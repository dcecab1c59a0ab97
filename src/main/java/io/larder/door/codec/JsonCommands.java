package io.larder.door.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads commands from a JSON body: {@code ["SET","k",1]}, or several of them in one array.
 *
 * <p>The grammar is RFC 8259's, cut down to arrays of strings, numbers and booleans. It is read from the bytes and into
 * bytes, so that a plain argument is one copy; a number or boolean becomes its own spelling, so that no digit is lost.
 * A surrogate that stands alone, which only an escape can spell, becomes U+FFFD: it has no UTF-8.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonCommands {

    private static final int REPLACEMENT = 0xfffd;

    private final byte[] body;
    private final int from;
    private final int end;
    private final Limits limits;
    private final Words words;
    private int at;

    private JsonCommands(byte[] body, int from, int end, Limits limits) {
        this.body = body;
        this.from = from;
        this.at = from;
        this.end = end;
        this.limits = limits;
        this.words = new Words(limits);
    }

    /** The one command that the bytes {@code from} to {@code end} of {@code body} are. */
    public static byte[][] one(byte[] body, int from, int end, Limits limits) {
        JsonCommands reader = new JsonCommands(body, from, end, limits);
        reader.skipBlanks();
        byte[][] command = reader.command("the body");
        reader.nothingMore();
        return command;
    }

    /** The commands that the bytes {@code from} to {@code end} of {@code body} are an array of. */
    public static List<byte[][]> several(byte[] body, int from, int end, Limits limits) {
        JsonCommands reader = new JsonCommands(body, from, end, limits);
        reader.skipBlanks();
        List<byte[][]> commands = new ArrayList<>();
        reader.open("the body");
        if (!reader.closes()) {
            do {
                if (commands.size() == limits.commands()) {
                    throw new BadRequest("ERR max number of commands exceeded. Limit: " + limits.commands());
                }
                reader.skipBlanks();
                commands.add(reader.command("each command"));
            } while (reader.another());
        }
        reader.nothingMore();
        return commands;
    }

    private byte[][] command(String what) {
        open(what);
        if (!closes()) {
            do {
                skipBlanks();
                words.add(argument());
            } while (another());
        }
        return words.take();
    }

    private void open(String what) {
        if (peek() != '[') {
            throw refusal(what + " must be a JSON array");
        }
        at++;
    }

    /** Moves past the end of an empty array. */
    private boolean closes() {
        skipBlanks();
        if (peek() == ']') {
            at++;
            return true;
        }
        return false;
    }

    /** Moves past the comma before a further item, or past the array's end. */
    private boolean another() {
        skipBlanks();
        int next = peek();
        if (next != ',' && next != ']') {
            throw refusal("expected ',' or ']'");
        }
        at++;
        return next == ',';
    }

    private void nothingMore() {
        skipBlanks();
        if (at < end) {
            throw refusal("expected the end of the body");
        }
    }

    private byte[] argument() {
        int first = peek();
        if (first == '"') {
            return string();
        }
        if (first == '-' || first >= '0' && first <= '9') {
            return number();
        }
        if (first == 't') {
            return literal("true");
        }
        if (first == 'f') {
            return literal("false");
        }
        throw refusal("an argument must be a string, a number or a boolean");
    }

    private byte[] literal(String spelling) {
        int start = at;
        for (int i = 0; i < spelling.length(); i++, at++) {
            if (peek() != spelling.charAt(i)) {
                throw refusal("an argument must be a string, a number or a boolean");
            }
        }
        return Arrays.copyOfRange(body, start, at);
    }

    private byte[] number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return Arrays.copyOfRange(body, start, at);
    }

    private void digits() {
        if (!isDigit(peek())) {
            throw refusal("expected a digit");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private byte[] string() {
        int start = ++at;
        while (true) {
            int next = peek();
            if (next == '"') {
                return Arrays.copyOfRange(body, start, at++);
            }
            if (next == '\\') {
                return escaped(start);
            }
            skipCharacter(next);
        }
    }

    /** The string from {@code start} on, whose first escape is next. What an escape stands for is never longer. */
    private byte[] escaped(int start) {
        int escape = at;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            skipCharacter(peek());
        }
        byte[] text = new byte[at - start];
        int length = escape - start;
        System.arraycopy(body, start, text, 0, length);
        at = escape;
        while (body[at] != '"') {
            if (body[at] == '\\') {
                at++;
                length = put(text, length, unescape());
            } else {
                text[length++] = body[at++];
            }
        }
        at++;
        return Arrays.copyOf(text, length);
    }

    private int unescape() {
        byte code = body[at++];
        return switch (code) {
            case '"', '\\', '/' -> code;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw refusal("no such escape");
            }
        };
    }

    private int unicode() {
        int unit = hex();
        if (!Character.isSurrogate((char) unit)) {
            return unit;
        }
        if (Character.isHighSurrogate((char) unit) && body[at] == '\\' && body[at + 1] == 'u') {
            int after = at;
            at += 2;
            int low = hex();
            if (Character.isLowSurrogate((char) low)) {
                return Character.toCodePoint((char) unit, (char) low);
            }
            at = after;
        }
        return REPLACEMENT;
    }

    private int hex() {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw refusal("expected four hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int put(byte[] text, int at, int c) {
        int length = at;
        if (c < 0x80) {
            text[length++] = (byte) c;
            return length;
        }
        if (c < 0x800) {
            text[length++] = (byte) (0xc0 | c >> 6);
        } else {
            if (c < 0x10000) {
                text[length++] = (byte) (0xe0 | c >> 12);
            } else {
                text[length++] = (byte) (0xf0 | c >> 18);
                text[length++] = (byte) (0x80 | c >> 12 & 0x3f);
            }
            text[length++] = (byte) (0x80 | c >> 6 & 0x3f);
        }
        text[length++] = (byte) (0x80 | c & 0x3f);
        return length;
    }

    private void skipCharacter(int first) {
        if (first >= 0x80) {
            int length = Utf8.measure(body, at, end);
            if (length < 0) {
                throw refusal("invalid UTF-8");
            }
            at += length;
        } else if (first >= 0x20) {
            at++;
        } else {
            throw refusal(first < 0 ? "a string has no end" : "a control character must be escaped");
        }
    }

    private void skipBlanks() {
        while (at < end) {
            byte b = body[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            at++;
        }
    }

    /** The next byte, 0 to 255, or -1 at the end. */
    private int peek() {
        return at < end ? body[at] & 0xff : -1;
    }

    private BadRequest refusal(String why) {
        return new BadRequest(
                "ERR failed to parse the request: " + why + (at < end ? ", at byte " + (at - from) : ", at its end"));
    }
}
