package io.larder.door.codec;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    private static JsonFields read(String text) {
        byte[] bytes = ("xx" + text + "yy").getBytes(UTF_8);
        return JsonFields.read(bytes, 2, bytes.length - 2);
    }

    private static String raw(JsonFields fields, String name) {
        byte[] raw = fields.raw(name);
        return raw == null ? "nothing" : new String(raw, UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.50",
                "-0",
                "1e400",
                "123456789012345678901234567890",
                "\"ü\\u00e4\\n\"",
                "true",
                "null",
                "[1, [2 ]]",
                "{\"b\":1,\"a\":{ }}",
                "\"\"",
                "[]"
            })
    void aValueStaysAsItIsSpelt(String value) {
        assertEquals(value, raw(read("{\"ä\":7, \"v\" : " + value + " ,\"w\":0}"), "v"));
        assertEquals(value, raw(read("{\"v\":" + value + "}"), "v"));
    }

    @Test
    void valuesAreOnOneLine() {
        assertEquals("{ \"a\":  1}", raw(read("{\"v\":{\n\"a\":\r\n1}}"), "v"));
    }

    @Test
    void kindsAreKept() {
        JsonFields fields = read("{\"t\":\"a\\u0062\",\"n\":9007199254740993,\"y\":true,\"o\":{\"x\":1},\"z\":null}");
        assertEquals("ab", fields.text("t"));
        assertEquals(9007199254740993L, fields.whole("n", 0));
        assertTrue(fields.truth("y"));
        assertEquals(1, fields.object("o").whole("x", 0));
        assertNull(fields.text("z"));
        assertNull(fields.object("z"));
        assertEquals(5, fields.whole("z", 5));
        assertFalse(fields.truth("none"));
        assertThrows(BadRequest.class, () -> fields.text("n"));
        assertThrows(BadRequest.class, () -> fields.whole("t", 0));
        assertThrows(BadRequest.class, () -> fields.truth("t"));
        assertThrows(BadRequest.class, () -> fields.object("t"));
        assertThrows(BadRequest.class, () -> read("{\"n\":1.5}").whole("n", 0));
        assertThrows(
                BadRequest.class, () -> read("{\"n\":99999999999999999999}").whole("n", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "1", "{", "{\"a\"}", "{\"a\":1}{}", "{\"a\":1}x", "{'a':1}", "{\"a\":01}", "\0{}"})
    void whatIsNoObjectIsRefused(String text) {
        assertThrows(BadRequest.class, () -> read(text));
    }

    @Test
    void onlyUtf8IsJson() {
        assertTrue(JsonFields.isJson(" {\"a\":[1]} ".getBytes(UTF_8)));
        assertTrue(JsonFields.isJson("1".getBytes(UTF_8)));
        assertFalse(JsonFields.isJson("hello".getBytes(UTF_8)));
        assertFalse(JsonFields.isJson("1 2".getBytes(UTF_8)));
        assertFalse(JsonFields.isJson("".getBytes(UTF_8)));
        assertFalse(JsonFields.isJson("[1]".getBytes(UTF_16LE)));
        assertFalse(JsonFields.isJson("\ufeff[1]".getBytes(UTF_8)));
        assertFalse(JsonFields.isJson("NaN".getBytes(UTF_8)));
        assertFalse(JsonFields.isJson("[1".getBytes(UTF_8)));
    }
}
