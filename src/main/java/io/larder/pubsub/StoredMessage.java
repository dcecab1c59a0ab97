package io.larder.pubsub;

import io.larder.command.Forms;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a message of a channel's history is stored: {@code [format:1][time:8][texts:2]} with the texts, each
 * {@code [length:4]} and UTF-8, and the data to the end. The texts are the publisher's user, client, connection info
 * and channel info, then the tags' names and values in turn. A length of -1 is no text; without a publisher it has no
 * client.
 */
final class StoredMessage {

    private static final byte FORMAT = 1;
    private static final int TIME_AT = 1;
    private static final int HEADER = 11;
    private static final int OF_PUBLISHER = 4;

    private StoredMessage() {}

    /** The key under which it stands: offsets in their order. */
    static byte[] key(long offset) {
        return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
    }

    /** The offset of a key. */
    static long offset(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    /** What is stored of a message. */
    static byte[] bytes(Publication publication) {
        List<byte @Nullable []> texts = new ArrayList<>();
        ClientInfo who = publication.publisher();
        if (who != null || !publication.tags().isEmpty()) {
            texts.add(utf8(who == null ? null : who.user()));
            texts.add(utf8(who == null ? null : who.client()));
            texts.add(utf8(who == null ? null : who.connectionInfo()));
            texts.add(utf8(who == null ? null : who.channelInfo()));
            publication.tags().forEach((name, value) -> {
                texts.add(utf8(name));
                texts.add(utf8(value));
            });
        }
        int size = HEADER + publication.data().length;
        for (byte[] text : texts) {
            size += Integer.BYTES + (text == null ? 0 : text.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size)
                .put(FORMAT)
                .putLong(publication.time())
                .putShort((short) texts.size());
        for (byte[] text : texts) {
            bytes.putInt(text == null ? -1 : text.length);
            if (text != null) {
                bytes.put(text);
            }
        }
        return bytes.put(publication.data()).array();
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** When a stored message was published. */
    static long time(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(TIME_AT);
    }

    /** A stored message. */
    static Publication read(byte[] channel, String epoch, long offset, byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte format = bytes.get();
        if (format != FORMAT) {
            throw new IllegalStateException("no message is stored in the format " + format);
        }
        long time = bytes.getLong();
        int count = bytes.getShort() & 0xffff;
        List<@Nullable String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(bytes));
        }
        ClientInfo who = null;
        if (count > 0) {
            String user = texts.get(0);
            String client = texts.get(1);
            who = user == null || client == null ? null : new ClientInfo(user, client, texts.get(2), texts.get(3));
        }
        Map<String, String> tags = count <= OF_PUBLISHER ? Map.of() : new LinkedHashMap<>();
        for (int i = OF_PUBLISHER; i < count; i += 2) {
            tags.put(String.valueOf(texts.get(i)), String.valueOf(texts.get(i + 1)));
        }
        byte[] data = Arrays.copyOfRange(stored, bytes.position(), stored.length);
        return new Publication(channel, data, offset, epoch, who, tags, time, new Forms());
    }

    private static @Nullable String text(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }
}
