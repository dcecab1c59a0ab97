package io.larder.door.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON whose values stay as they are spelt until they are asked for: what is only passed on loses nothing,
 * no digit of a number and no order of names. Of a name that comes twice the last one counts.
 */
public final class JsonFields {

    /** An object without fields. */
    public static final JsonFields NONE = new JsonFields(new byte[0]);

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] text;
    private final Map<String, Value> values = new LinkedHashMap<>(4);

    /** Where a value stands, and its first token. */
    private record Value(int from, int end, JsonToken token) {}

    private JsonFields(byte[] text) {
        this.text = text;
    }

    /**
     * The object that the bytes {@code from} to {@code end} are.
     *
     * @throws BadRequest where they are something else
     */
    public static JsonFields read(byte[] text, int from, int end) {
        requireUtf8(text, from, end);
        JsonFields fields = new JsonFields(text);
        try (JsonParser parser = JSON.createParser(text, from, end - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequest("ERR failed to parse the message: expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int stop = (int) parser.currentLocation().getByteOffset();
                fields.values.put(name, new Value(from + start, from + stop, token));
            }
            if (parser.nextToken() != null) {
                throw new BadRequest("ERR failed to parse the message: expected its end");
            }
        } catch (IOException e) {
            throw new BadRequest("ERR failed to parse the message: it is not JSON");
        }
        return fields;
    }

    /** Jackson guesses the encoding, and what begins with a mark or has zeros may be another than UTF-8. */
    private static void requireUtf8(byte[] text, int from, int end) {
        boolean mark = from < end && text[from] == (byte) 0xef;
        for (int i = from; i < end; i++) {
            if (mark || text[i] == 0) {
                throw new BadRequest("ERR failed to parse the message: it is not JSON");
            }
        }
    }

    /** Whether the bytes, which are UTF-8, are one value of JSON. */
    public static boolean isJson(byte[] text) {
        try {
            requireUtf8(text, 0, text.length);
        } catch (BadRequest other) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The bytes without line breaks, which within JSON only stand between its parts. */
    public static byte[] onOneLine(byte[] json) {
        int at = 0;
        while (at < json.length && json[at] != '\n' && json[at] != '\r') {
            at++;
        }
        if (at == json.length) {
            return json;
        }
        byte[] line = json.clone();
        for (; at < line.length; at++) {
            if (line[at] == '\n' || line[at] == '\r') {
                line[at] = ' ';
            }
        }
        return line;
    }

    /** The names, in their order. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Whether there is a value, which is not null. */
    public boolean has(String name) {
        Value value = values.get(name);
        return value != null && value.token != JsonToken.VALUE_NULL;
    }

    /** A value as it is spelt, null included, on one line; null where there is none. */
    public byte @Nullable [] raw(String name) {
        Value value = values.get(name);
        return value == null ? null : onOneLine(Arrays.copyOfRange(text, value.from, value.end));
    }

    /** Whether a value is a string or a number. */
    public boolean isWord(String name) {
        Value value = values.get(name);
        return value != null && (value.token == JsonToken.VALUE_STRING || value.token.isNumeric());
    }

    /** A command, or null where there is no value. */
    public byte[] @Nullable [] command(String name, Limits limits) {
        Value value = values.get(name);
        if (value == null) {
            return null;
        }
        if (value.token != JsonToken.START_ARRAY) {
            throw new BadRequest("ERR the command must be a JSON array");
        }
        return JsonCommands.one(text, value.from, value.end, limits);
    }

    /** A string; null where there is none. */
    public @Nullable String text(String name) {
        return !has(name) ? null : parse(name, "a string", JsonParser::getText, JsonToken.VALUE_STRING);
    }

    /** Whether a value is true. */
    public boolean truth(String name) {
        return has(name)
                && parse(name, "a boolean", JsonParser::getBooleanValue, JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);
    }

    /** An integer, or {@code otherwise}. */
    public long whole(String name, long otherwise) {
        return has(name) ? parse(name, "an integer", JsonParser::getLongValue, JsonToken.VALUE_NUMBER_INT) : otherwise;
    }

    /** An object; null where there is none. */
    public @Nullable JsonFields object(String name) {
        Value value = values.get(name);
        return value == null || value.token == JsonToken.VALUE_NULL ? null : read(text, value.from, value.end);
    }

    private interface Reading<T> {
        T of(JsonParser parser) throws IOException;
    }

    private <T> T parse(String name, String kind, Reading<T> reading, JsonToken... tokens) {
        Value value = values.get(name);
        if (value != null && Arrays.asList(tokens).contains(value.token)) {
            try (JsonParser parser = JSON.createParser(text, value.from, value.end - value.from)) {
                parser.nextToken();
                return reading.of(parser);
            } catch (IOException e) {
                // Below, as whatever else it is not.
            }
        }
        throw new BadRequest("ERR " + name + " must be " + kind);
    }
}
