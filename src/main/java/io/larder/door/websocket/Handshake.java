package io.larder.door.websocket;

import io.larder.command.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection came with.
 *
 * @param caller who it is
 * @param segments what stood in the path where the endpoint has braces, decoded
 * @param query the query's names and values, decoded; of a name that came twice the first
 */
public record Handshake(Caller caller, List<byte[]> segments, Map<String, byte[]> query) {

    /** The value of a name in the query as text, or null. */
    public @Nullable String text(String name) {
        byte[] value = query.get(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
