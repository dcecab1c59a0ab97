package io.larder.door.websocket;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.JsonCommands;
import io.larder.door.codec.JsonFields;
import io.larder.door.codec.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A message on {@code /v1/ws}: {@code {"id":7,"command":["SET","k","v"]}}, or only the array. */
final class CommandFrame {

    /** A command without arguments is shorter, whatever its id. */
    private static final int SHORT = 64 << 10;

    private final byte[] text;
    private final Limits limits;
    private byte @Nullable [] id;

    /** A message that {@link #read} has yet to read. */
    CommandFrame(byte[] text, Limits limits) {
        this.text = text;
        this.limits = limits;
    }

    /** The id as it was spelt, or null where there is none, or the message is no JSON. */
    byte @Nullable [] id() {
        return id;
    }

    /**
     * The command's words.
     *
     * @param base64 whether every word but the first is in base64
     * @throws BadRequest where the message is none that can be understood
     */
    byte[][] read(boolean base64) {
        byte[][] words = isObject() ? object() : JsonCommands.one(text, 0, text.length, limits);
        for (int i = 1; base64 && i < words.length; i++) {
            try {
                words[i] = Base64.getDecoder().decode(words[i]);
            } catch (IllegalArgumentException e) {
                throw new BadRequest("ERR argument " + i + " is not base64");
            }
        }
        return words;
    }

    /** Whether it is this command, without arguments. */
    boolean is(String command) {
        if (text.length > SHORT) {
            return false;
        }
        try {
            byte[][] words = read(false);
            return words.length == 1 && command.equalsIgnoreCase(new String(words[0], StandardCharsets.ISO_8859_1));
        } catch (BadRequest none) {
            return false;
        }
    }

    /** Looks for the id only. */
    void readId() {
        if (isObject()) {
            readId(JsonFields.read(text, 0, text.length));
        }
    }

    private boolean isObject() {
        for (byte b : text) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private byte[][] object() {
        JsonFields fields = JsonFields.read(text, 0, text.length);
        readId(fields);
        byte[][] words = fields.command("command", limits);
        if (words == null) {
            throw new BadRequest("ERR a message is a command, [\"SET\",\"k\",\"v\"], or {\"id\":1,\"command\":[…]}");
        }
        return words;
    }

    private void readId(JsonFields fields) {
        if (fields.raw("id") != null) {
            if (!fields.isWord("id")) {
                throw new BadRequest("ERR an id is a string or a number");
            }
            id = fields.raw("id");
        }
    }
}
