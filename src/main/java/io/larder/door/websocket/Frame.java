package io.larder.door.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text message as it goes over the wire, header included, so that what goes to many is made once: a server's frames
 * are not masked, hence the same for everyone.
 *
 * @param wire has its bytes, not to be changed
 * @param from where they begin
 * @param end where they end
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, section 5.2</a>
 */
public record Frame(byte[] wire, int from, int end) {

    /** The most bytes of a header. */
    static final int HEAD = 10;

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    /** Messages share a frame of at most so many bytes. */
    private static final int MOST_TOGETHER = 64 << 10;

    private Frame(byte[] wire) {
        this(wire, 0, wire.length);
    }

    /** A message of ASCII text. */
    public static Frame text(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        return text(bytes, bytes.length);
    }

    /** A message of the first {@code length} of the bytes, which are UTF-8. */
    public static Frame text(byte[] utf8, int length) {
        return new Frame(begin(length).put(utf8, 0, length).array());
    }

    /** A message that is in its place already, behind {@link #HEAD} bytes for its header, and ends at {@code end}. */
    static Frame inPlace(byte[] wire, int end) {
        int length = end - HEAD;
        int from = HEAD - head(length);
        begin(ByteBuffer.wrap(wire, from, end - from), length);
        return new Frame(wire, from, end);
    }

    private static int head(int length) {
        return length < SHORT ? 2 : length <= 0xffff ? 4 : HEAD;
    }

    /** Room for a message of this length, behind its header. */
    private static ByteBuffer begin(int length) {
        return begin(ByteBuffer.allocate(head(length) + length), length);
    }

    private static ByteBuffer begin(ByteBuffer wire, int length) {
        wire.put(FINAL_TEXT);
        if (length < SHORT) {
            wire.put((byte) length);
        } else if (length <= 0xffff) {
            wire.put((byte) SHORT).putShort((short) length);
        } else {
            wire.put((byte) LONG).putLong(length);
        }
        return wire;
    }

    /** The same messages, a line each, in as few frames as may be. One that is alone keeps its frame. */
    static List<Frame> together(List<Frame> messages) {
        List<Frame> frames = new ArrayList<>(1);
        int from = 0;
        int length = 0;
        for (int i = 0; i < messages.size(); i++) {
            int more = messages.get(i).length();
            if (i > from && length + 1 + more > MOST_TOGETHER) {
                frames.add(lines(messages.subList(from, i), length));
                from = i;
                length = 0;
            }
            length += (i > from ? 1 : 0) + more;
        }
        frames.add(lines(messages.subList(from, messages.size()), length));
        return frames;
    }

    private static Frame lines(List<Frame> messages, int length) {
        if (messages.size() == 1) {
            return messages.get(0);
        }
        ByteBuffer wire = begin(length);
        for (Frame message : messages) {
            if (wire.position() > head(length)) {
                wire.put((byte) '\n');
            }
            wire.put(message.wire, message.end - message.length(), message.length());
        }
        return new Frame(wire.array());
    }

    /** How many bytes its message has. */
    private int length() {
        int code = wire[from + 1];
        return size() - (code < SHORT ? 2 : code == SHORT ? 4 : HEAD);
    }

    /** How many bytes it has. */
    public int size() {
        return end - from;
    }
}
