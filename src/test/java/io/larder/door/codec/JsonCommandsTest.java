package io.larder.door.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of JSON bodies, by examples and beside Jackson. */
class JsonCommandsTest {

    private static final Limits LIMITS = new Limits(1 << 20, 1 << 20, 4, 6, 1_000);
    private static final Limits WIDE = new Limits(1 << 20, 1 << 20, 1_000, 1_000, 1_000);
    private static final ObjectMapper RAW = new ObjectMapper();
    private static final ObjectMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Test
    void stringsAreTheirBytes() {
        assertEquals(List.of("SET", "k", "grüße 😀"), one("[\"SET\",\"k\",\"grüße 😀\"]"));
    }

    @Test
    void blanksAreAllowedBetweenAllTokens() {
        assertEquals(List.of("a", "1", "true"), one(" [\t\"a\"\n ,\r 1 , true ] \n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-1",
                "0.10",
                "1e+21",
                "1E-7",
                "1e400",
                "9223372036854775808",
                "1234567890123456789",
                "0.1000000000000000055511151231257827",
                "true",
                "false"
            })
    void numbersAndBooleansKeepTheirSpelling(String literal) {
        assertEquals(List.of("SET", literal), one("[\"SET\"," + literal + "]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "\\\" 22",
                "\\\\ 5c",
                "\\/ 2f",
                "\\b\\f\\n\\r\\t 080c0a0d09",
                "\\u0000 00",
                "\\u0041\\u007f 417f",
                "\\u00e9 c3a9",
                "\\u20AC e282ac",
                "\\ud83d\\ude00 f09f9880",
                "\\ud83d efbfbd",
                "\\ude00\\ud83d efbfbdefbfbd",
                "\\ud83d\\ud83d\\ude00 efbfbdf09f9880",
                "\\ud83dx efbfbd78",
                "\\ud83d\\u0041 efbfbd41",
                "a\\nb 610a62",
            })
    void escapesAreWhatTheyStandFor(String escaped, String hex) {
        byte[] text = JsonCommands.one(("[\"" + escaped + "\"]").getBytes(UTF_8), 0, escaped.length() + 4, WIDE)[0];
        assertEquals(hex, HexFormat.of().formatHex(text));
    }

    @Test
    void theBodyMayStandInTheMiddleOfItsBytes() {
        byte[] bytes = "xx[\"a\"]]".getBytes(UTF_8);
        assertEquals("a", new String(JsonCommands.one(bytes, 2, 7, WIDE)[0], UTF_8));
    }

    @Test
    void nothingBeyondTheEndOfTheBodyIsRead() {
        byte[] bytes = "[\"a\"]".getBytes(UTF_8);
        for (int end = 0; end < bytes.length; end++) {
            int cut = end;
            assertThrows(BadRequest.class, () -> JsonCommands.one(bytes, 0, cut, WIDE));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "`` # the body must be a JSON array, at its end",
                "` ` # the body must be a JSON array, at its end",
                "{} # the body must be a JSON array, at byte 0",
                "\"GET\" # the body must be a JSON array, at byte 0",
                "GET k # the body must be a JSON array, at byte 0",
                "[ # an argument must be a string, a number or a boolean, at its end",
                "[null] # an argument must be a string, a number or a boolean, at byte 1",
                "[[\"a\"]] # an argument must be a string, a number or a boolean, at byte 1",
                "[{}] # an argument must be a string, a number or a boolean, at byte 1",
                "[tru] # an argument must be a string, a number or a boolean, at byte 4",
                "[NaN] # an argument must be a string, a number or a boolean, at byte 1",
                "['a'] # an argument must be a string, a number or a boolean, at byte 1",
                "[\"a\",] # an argument must be a string, a number or a boolean, at byte 5",
                "[,] # an argument must be a string, a number or a boolean, at byte 1",
                "[\"a\" \"b\"] # expected ',' or ']', at byte 5",
                "[truex] # expected ',' or ']', at byte 5",
                "[01] # expected ',' or ']', at byte 2",
                "[1.] # expected a digit, at byte 3",
                "[-] # expected a digit, at byte 2",
                "[1e+] # expected a digit, at byte 4",
                "[\"a\"]] # expected the end of the body, at byte 5",
                "[\"a\"] x # expected the end of the body, at byte 6",
                "[\"a\"][\"b\"] # expected the end of the body, at byte 5",
                "[\"a # a string has no end, at its end",
                "[\"a\\ # a string has no end, at its end",
                "[\"\\x\"] # no such escape, at byte 3",
                "[\"\\u12\"] # expected four hexadecimal digits, at byte 6",
            })
    void whatIsNoCommandIsRefused(String body, String why) {
        BadRequest refusal = assertThrows(BadRequest.class, () -> one(body));
        assertEquals("ERR failed to parse the request: " + why, refusal.text());
        assertEquals(400, refusal.status());
    }

    @Test
    void controlCharactersMustBeEscaped() {
        assertThrows(BadRequest.class, () -> one("[\"a\nb\"]"));
        assertThrows(BadRequest.class, () -> one("[\"a\u0000b\"]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ff", "c0 80", "c3", "c3 28", "e2 82", "ed a0 80", "e0 80 80", "f0 80 80 80", "f4 90 80 80", "80"
            })
    void invalidUtf8IsRefused(String hex) {
        byte[] bad = HexFormat.ofDelimiter(" ").parseHex(hex);
        byte[] body = new byte[bad.length + 4];
        body[0] = '[';
        body[1] = '"';
        System.arraycopy(bad, 0, body, 2, bad.length);
        body[body.length - 2] = '"';
        body[body.length - 1] = ']';
        BadRequest refusal = assertThrows(BadRequest.class, () -> JsonCommands.one(body, 0, body.length, LIMITS));
        assertTrue(refusal.text().contains("invalid UTF-8, at byte 2"), refusal.text());
    }

    @Test
    void severalCommandsKeepTheirOrder() {
        assertEquals(
                List.of(List.of("SET", "a", "1"), List.of(), List.of("GET", "a")),
                several("[[\"SET\",\"a\",1],[],[\"GET\",\"a\"]]"));
        assertEquals(List.of(), several(" [ ] "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[\"GET\",\"a\"]", "[[\"a\"],1]", "[[\"a\"],null]", "[[\"a\"]", "[[\"a\"],]", "{}", "[[[\"a\"]]]"
            })
    void whatIsNoListOfCommandsIsRefused(String body) {
        assertThrows(BadRequest.class, () -> several(body));
    }

    @Test
    void depthCostsNothing() {
        String deep = "[".repeat(1_000_000);
        assertThrows(BadRequest.class, () -> several(deep));
    }

    @Test
    void moreThanTheBoundIsRefused() {
        assertEquals(6, one("[1,2,3,4,5,6]").size());
        assertEquals(
                "ERR max number of arguments exceeded. Limit: 6",
                assertThrows(BadRequest.class, () -> JsonCommands.one("[1,2,3,4,5,6,7]".getBytes(UTF_8), 0, 15, LIMITS))
                        .text());
        byte[] five = "[[1],[1],[1],[1],[1]]".getBytes(UTF_8);
        assertEquals(
                "ERR max number of commands exceeded. Limit: 4",
                assertThrows(BadRequest.class, () -> JsonCommands.several(five, 0, five.length, LIMITS))
                        .text());
    }

    @Property
    void whatJacksonWritesIsRead(@ForAll("commands") List<List<String>> commands) throws IOException {
        for (ObjectMapper writer : List.of(RAW, ESCAPED)) {
            byte[] body = writer.writeValueAsBytes(commands);
            List<byte[][]> read = JsonCommands.several(body, 0, body.length, WIDE);
            assertEquals(commands.size(), read.size());
            for (int i = 0; i < read.size(); i++) {
                for (int j = 0; j < read.get(i).length; j++) {
                    assertArrayEquals(commands.get(i).get(j).getBytes(UTF_8), read.get(i)[j]);
                }
            }
        }
    }

    @Property(tries = 20_000)
    void whatIsDamagedIsJudgedAsByJackson(@ForAll("damaged") byte[] body) throws IOException {
        List<byte[]> expected = byJackson(body);
        byte @Nullable [][] found = null;
        try {
            found = JsonCommands.one(body, 0, body.length, WIDE);
        } catch (BadRequest refusal) {
            assertEquals(null, expected, refusal.text());
        }
        if (found != null) {
            assertTrue(expected != null, "Jackson refuses it");
            assertEquals(expected.size(), found.length);
            for (int i = 0; i < found.length; i++) {
                assertArrayEquals(expected.get(i), found[i]);
            }
        }
    }

    @Provide
    Arbitrary<List<List<String>>> commands() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .map(text -> new String(utf8(text), UTF_8))
                .list()
                .ofMaxSize(5)
                .list()
                .ofMaxSize(5);
    }

    /** A command in JSON, a few bytes of which were replaced by such as mean something there. */
    @Provide
    Arbitrary<byte[]> damaged() {
        Arbitrary<String> argument = Arbitraries.oneOf(
                Arbitraries.of("1", "-2.50", "1e+21", "true", "false", "null", "[]", "\"\\ud83d\\ude00\""),
                Arbitraries.of("\"\\ud83d\"", "\"\\n\"", "\"\\/\"", "\"é\"", "\"€\"", "\"😀\"", "\"abc\"", "\"\""));
        Arbitrary<byte[]> whole =
                argument.list().ofMaxSize(4).map(list -> list.toString().getBytes(UTF_8));
        Arbitrary<Integer> place = Arbitraries.integers().between(0, 60);
        Arbitrary<Byte> damage = Arbitraries.oneOf(
                Arbitraries.of('"', '\\', '[', ']', ',', 'u', '0', '.', 'e', '-', ' ', 'd')
                        .map(c -> (byte) (char) c),
                Arbitraries.bytes());
        return Combinators.combine(
                        whole, place.list().ofMaxSize(3), damage.list().ofSize(3))
                .as((body, places, with) -> {
                    byte[] damaged = body.clone();
                    for (int i = 0; i < places.size(); i++) {
                        damaged[places.get(i) % damaged.length] = with.get(i);
                    }
                    return damaged;
                });
    }

    private static @Nullable List<byte[]> byJackson(byte[] body) throws IOException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
        List<byte[]> arguments = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                    return null;
                }
                arguments.add(utf8(parser.getText()));
            }
            return parser.nextToken() == null ? arguments : null;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return null;
        }
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = UTF_8.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith(new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd})
                    .encode(CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> one(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return texts(JsonCommands.one(bytes, 0, bytes.length, WIDE));
    }

    private static List<List<String>> several(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return JsonCommands.several(bytes, 0, bytes.length, WIDE).stream()
                .map(JsonCommandsTest::texts)
                .toList();
    }

    private static List<String> texts(byte[][] words) {
        return Arrays.stream(words).map(word -> new String(word, UTF_8)).toList();
    }
}
