package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.command.Session;
import io.larder.security.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection came with.
 *
 * @param visitor the connection's other end
 * @param caller who it is; null where the protocol behind the path asks for that itself
 * @param segments what stood in the path where the endpoint has braces, decoded
 * @param query the query's names and values, decoded; of a name that came twice the first
 */
public record Handshake(Visitor visitor, @Nullable Caller caller, List<byte[]> segments, Map<String, byte[]> query) {

    /**
     * Who it is.
     *
     * @throws IllegalStateException where nobody has asked yet: there is no caller that stands for nobody
     */
    @Override
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("nobody has asked who this is");
        }
        return caller;
    }

    /** Theirs, on which one command after the other is run, each by itself. */
    Session session() {
        return new Session(CommandSocket.DOOR, caller(), false)
                .from(visitor.address())
                .request(visitor.request());
    }

    /** The value of a name in the query as text, or null. */
    public @Nullable String text(String name) {
        byte[] value = query.get(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
