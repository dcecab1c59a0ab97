package io.larder.door.websocket.centrifuge;

import io.larder.door.codec.JsonWriter;
import io.larder.door.codec.Output;
import io.larder.door.websocket.Frame;
import io.larder.door.websocket.Payload;
import io.larder.pubsub.ClientInfo;
import io.larder.pubsub.Publication;
import io.larder.pubsub.Subscribed;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What goes to clients, in JSON. False, 0 and empty are left out but where clients need them. A message for all who
 * listen is written once.
 */
final class Text {

    /** What the clients take for a ping. */
    static final Frame PING = Frame.text("{}");

    private static final Object PUSH = new Object();
    private static final Object PUBLICATION = new Object();

    private Text() {}

    /** The reply to a command. */
    static Frame reply(long id, String name, Consumer<JsonWriter> fields) {
        JsonWriter writer = new JsonWriter().begin().whole("id", id).begin(name);
        fields.accept(writer);
        return frame(writer.end().end());
    }

    /** An error in place of the reply. */
    static Frame error(long id, int code, String message, boolean temporary) {
        JsonWriter writer = new JsonWriter()
                .begin()
                .whole("id", id)
                .begin("error")
                .whole("code", code)
                .text("message", message);
        if (temporary) {
            writer.truth("temporary", true);
        }
        return frame(writer.end().end());
    }

    /** Something of a channel that nobody asked for. */
    static Frame push(byte[] channel, String kind, Consumer<JsonWriter> fields) {
        JsonWriter writer =
                new JsonWriter().begin().begin("push").text("channel", channel).begin(kind);
        fields.accept(writer);
        return frame(writer.end().end().end());
    }

    /** The push of a message. */
    static Frame push(Publication publication) {
        return publication
                .forms()
                .get(
                        PUSH,
                        () -> frame(new JsonWriter()
                                .begin()
                                .begin("push")
                                .text("channel", publication.channel())
                                .raw("pub", publication(publication))
                                .end()
                                .end()));
    }

    /** A message, as in history. */
    static byte[] publication(Publication publication) {
        return publication.forms().get(PUBLICATION, () -> {
            JsonWriter writer = new JsonWriter().begin();
            data(writer, Payload.of(publication));
            ClientInfo publisher = publication.publisher();
            if (publisher != null) {
                writer.begin("info");
                info(writer, publisher);
                writer.end();
            }
            if (publication.offset() > 0) {
                writer.whole("offset", publication.offset());
            }
            if (!publication.tags().isEmpty()) {
                writer.begin("tags");
                publication.tags().forEach(writer::text);
                writer.end();
            }
            return writer.end().toBytes();
        });
    }

    private static void data(JsonWriter writer, Payload payload) {
        if (payload.kind() == Payload.Kind.JSON) {
            writer.raw("data", payload.bytes());
        } else {
            writer.text("data", payload.bytes());
        }
    }

    /** The fields of a client's info. */
    static void info(JsonWriter writer, ClientInfo info) {
        writer.text("user", info.user())
                .text("client", info.client())
                .maybe("conn_info", info.connectionInfo())
                .maybe("chan_info", info.channelInfo());
    }

    /** The fields that tell a new subscriber where it is. */
    static void subscribed(JsonWriter writer, Subscribed result, boolean recovering) {
        if (result.recoverable()) {
            writer.truth("recoverable", true)
                    .truth("positioned", true)
                    .text("epoch", result.position().epoch());
            if (result.position().offset() > 0) {
                writer.whole("offset", result.position().offset());
            }
            if (recovering) {
                writer.truth("was_recovering", true);
            }
        }
        if (result.recovered()) {
            writer.truth("recovered", true);
            if (!result.missed().isEmpty()) {
                writer.beginList("publications");
                for (Publication missed : result.missed()) {
                    writer.item(publication(missed));
                }
                writer.endList();
            }
        }
    }

    /** Finishes what was written. */
    static Frame frame(JsonWriter writer) {
        Output output = writer.output();
        return Frame.text(output.bytes(), output.size());
    }

    /** The bytes of a text. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
