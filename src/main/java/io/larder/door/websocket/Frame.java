package io.larder.door.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A text message as it goes over the wire, header included, so that what goes to many is made once: a server's frames
 * are not masked, hence the same for everyone.
 *
 * @param wire its bytes, not to be changed
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, section 5.2</a>
 */
public record Frame(byte[] wire) {

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    /** A message of ASCII text. */
    public static Frame text(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        return text(bytes, bytes.length);
    }

    /** A message of the first {@code length} of the bytes, which are UTF-8. */
    public static Frame text(byte[] utf8, int length) {
        int header = length < SHORT ? 2 : length <= 0xffff ? 4 : 10;
        ByteBuffer wire = ByteBuffer.allocate(header + length).put(FINAL_TEXT);
        if (length < SHORT) {
            wire.put((byte) length);
        } else if (length <= 0xffff) {
            wire.put((byte) SHORT).putShort((short) length);
        } else {
            wire.put((byte) LONG).putLong(length);
        }
        return new Frame(wire.put(utf8, 0, length).array());
    }

    /** How many bytes it has. */
    public int size() {
        return wire.length;
    }
}
