package io.larder.pubsub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.larder.command.CommandError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON that goes to subscribers as it is: it is checked, for a mistake in it would break their connections. */
final class JsonText {

    private static final int LIMIT = 16 << 10;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /**
     * One JSON value on one line.
     *
     * @param what names it in the refusal
     * @throws CommandError where it is something else
     */
    static String value(String what, byte[] text) {
        try (JsonParser parser = parser(what, text)) {
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw refusal(what);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            } while (depth > 0);
            requireEnd(what, parser);
        } catch (IOException e) {
            throw refusal(what);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * An object of strings.
     *
     * @throws CommandError where it is something else
     */
    static Map<String, String> strings(String what, byte[] text) {
        Map<String, String> strings = new LinkedHashMap<>();
        try (JsonParser parser = parser(what, text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refusal(what);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new CommandError("ERR " + what + " must be a JSON object of strings");
                }
                strings.put(name, parser.getText());
            }
            requireEnd(what, parser);
        } catch (IOException e) {
            throw refusal(what);
        }
        return strings;
    }

    private static JsonParser parser(String what, byte[] text) throws IOException {
        if (text.length > LIMIT) {
            throw new CommandError("ERR " + what + " may have " + LIMIT + " bytes");
        }
        for (byte b : text) {
            if (b == '\n' || b == '\r') {
                throw refusal(what);
            }
        }
        return JSON.createParser(text);
    }

    private static void requireEnd(String what, JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw refusal(what);
        }
    }

    private static CommandError refusal(String what) {
        return new CommandError("ERR " + what + " must be JSON on one line");
    }
}
