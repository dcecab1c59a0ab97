package io.larder.door.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How an event is written: fields on lines of their own, and an empty line. */
public final class ServerSentEvent {

    private ServerSentEvent() {}

    /** What readers pass over. */
    static byte[] comment(String text) {
        return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * An event.
     *
     * @param id what a reader that comes back tells as the last event it has; null for none
     * @param name its kind, or null for a message
     * @param data any text; null for none, which readers do not see, but they remember the id
     */
    public static byte[] of(@Nullable String id, @Nullable String name, byte @Nullable [] data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream((data == null ? 0 : data.length) + 64);
        if (id != null) {
            event.writeBytes(("id: " + id + '\n').getBytes(StandardCharsets.UTF_8));
        }
        if (name != null) {
            event.writeBytes(("event: " + name + '\n').getBytes(StandardCharsets.UTF_8));
        }
        if (data != null) {
            data(event, new String(data, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        }
        event.write('\n');
        return event.toByteArray();
    }

    /**
     * Each line of the data is a field. Those behind the first have no space behind the colon, which means the same:
     * the clients of the dialect take every line that begins with {@code "data: "} for a message.
     */
    private static void data(ByteArrayOutputStream event, byte[] text) {
        event.writeBytes(new byte[] {'d', 'a', 't', 'a', ':', ' '});
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b != '\n' && b != '\r') {
                event.write(b);
                continue;
            }
            if (b == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                i++;
            }
            event.writeBytes(new byte[] {'\n', 'd', 'a', 't', 'a', ':'});
            if (i + 1 < text.length && text[i + 1] == ' ') {
                // A reader takes one space away.
                event.write(' ');
            }
        }
        event.write('\n');
    }
}
