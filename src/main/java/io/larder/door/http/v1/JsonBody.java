package io.larder.door.http.v1;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a request's body into the words of commands. A value is a string, or a number or boolean in its own
 * spelling, so that no digit is lost.
 *
 * <p>What is not of the shape that is asked for is thrown as {@link Refusal}, with status 400.
 */
final class JsonBody {

    /** A member and its score, as spelt. */
    record Scored(byte[] member, byte[] score) {}

    /** A field and its value; null to take it out. */
    record Field(byte[] name, byte @Nullable [] value) {}

    private interface Reading<T> {
        T read(JsonBody body) throws IOException;
    }

    private final JsonParser parser;
    private final Encoding encoding;

    private JsonBody(JsonParser parser, Encoding encoding) {
        this.parser = parser;
        this.encoding = encoding;
    }

    private static <T> T read(byte[] body, Encoding encoding, Reading<T> reading) {
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            parser.nextToken();
            T value = reading.read(new JsonBody(parser, encoding));
            if (parser.nextToken() != null) {
                throw Refusal.badRequest("the body goes on after its JSON value");
            }
            return value;
        } catch (JacksonException e) {
            throw Refusal.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ["a",1,true]}. */
    static List<byte[]> values(byte[] body, Encoding encoding) {
        return read(body, encoding, JsonBody::values);
    }

    /** {@code {"name":"ann","age":7}}. */
    static List<Field> fields(byte[] body, Encoding encoding) {
        return read(body, encoding, JsonBody::fields);
    }

    /** {@code [{"member":"ann","score":7}]}. */
    static List<Scored> scored(byte[] body, Encoding encoding) {
        return read(body, encoding, json -> {
            json.expect(JsonToken.START_ARRAY, "the body must be a JSON array of objects with a member and a score");
            List<Scored> all = new ArrayList<>();
            while (json.parser.nextToken() != JsonToken.END_ARRAY) {
                all.add(json.scored());
            }
            return all;
        });
    }

    /** {@code {"arguments":["a",1]}}. */
    static List<byte[]> arguments(byte[] body, Encoding encoding) {
        return read(body, encoding, json -> {
            json.expect(JsonToken.START_OBJECT, "the body must be {\"arguments\":[…]}");
            List<byte[]> arguments = new ArrayList<>();
            while (json.parser.nextToken() != JsonToken.END_OBJECT) {
                if (!json.parser.currentName().equals("arguments")) {
                    throw Refusal.badRequest("the body must be {\"arguments\":[…]}");
                }
                json.parser.nextToken();
                arguments = json.values();
            }
            return arguments;
        });
    }

    /** The plain values of an object by their names: {@code {"score":1}}; a null is left out. */
    static Map<String, String> properties(byte[] body) {
        return read(body, Encoding.TEXT, json -> {
            Map<String, String> properties = new LinkedHashMap<>();
            for (Field field : json.fields()) {
                byte[] value = field.value;
                if (value != null) {
                    properties.put(
                            new String(field.name, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
                }
            }
            return properties;
        });
    }

    private List<byte[]> values() throws IOException {
        expect(JsonToken.START_ARRAY, "a JSON array of strings, numbers or booleans was expected");
        List<byte[]> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(scalar());
        }
        return values;
    }

    private List<Field> fields() throws IOException {
        expect(JsonToken.START_OBJECT, "the body must be a JSON object");
        List<Field> fields = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            byte[] name = encoding.bytes(parser.currentName());
            byte[] value = parser.nextToken() == JsonToken.VALUE_NULL ? null : scalar();
            fields.add(new Field(name, value));
        }
        return fields;
    }

    private Scored scored() throws IOException {
        byte[] member = null;
        byte[] score = null;
        expect(JsonToken.START_OBJECT, "each item must be an object with a member and a score");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("member")) {
                member = scalar();
            } else if (name.equals("score")) {
                score = spelling();
            } else {
                parser.skipChildren();
            }
        }
        if (member == null || score == null) {
            throw Refusal.badRequest("each item must be an object with a member and a score");
        }
        return new Scored(member, score);
    }

    private byte[] scalar() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? encoding.bytes(parser.getText()) : spelling();
    }

    /** A string, number or boolean as it stands there, whatever the encoding. */
    private byte[] spelling() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw Refusal.badRequest("a value must be a string, a number or a boolean");
        }
        return Encoding.TEXT.bytes(parser.getText());
    }

    private void expect(JsonToken token, String otherwise) {
        if (parser.currentToken() != token) {
            throw Refusal.badRequest(otherwise);
        }
    }
}
