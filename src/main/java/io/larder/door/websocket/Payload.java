package io.larder.door.websocket;

import io.larder.door.codec.JsonFields;
import io.larder.door.codec.Utf8;
import io.larder.pubsub.Publication;

/**
 * The data of a message as far as JSON can carry it. It is looked at once, however many get the message.
 *
 * @param kind what it is
 * @param bytes JSON on one line, or the text, or the bytes
 */
public record Payload(Kind kind, byte[] bytes) {

    private static final Object FORM = new Object();

    /** What data is. */
    public enum Kind {
        /** A value of JSON, which is passed on as that value. */
        JSON,
        /** Text that is no JSON. */
        TEXT,
        /** Bytes that are no text. */
        BYTES
    }

    /** That of a message. */
    public static Payload of(Publication publication) {
        return publication.forms().get(FORM, () -> of(publication.data()));
    }

    /** That of some data. */
    public static Payload of(byte[] data) {
        if (!Utf8.isWellFormed(data)) {
            return new Payload(Kind.BYTES, data);
        }
        return JsonFields.isJson(data)
                ? new Payload(Kind.JSON, JsonFields.onOneLine(data))
                : new Payload(Kind.TEXT, data);
    }
}
