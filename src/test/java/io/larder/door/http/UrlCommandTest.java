package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Credentials;
import io.larder.door.codec.Limits;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as URLs. */
class UrlCommandTest {

    private static final Limits LIMITS = new Limits(1 << 20, 1 << 20, 4, 6, 1_000);

    @Test
    void segmentsAreWords() {
        assertEquals(List.of("set", "foo", "bar"), read("/set/foo/bar", null, null));
    }

    @Test
    void segmentsAreDecodedAfterTheyWereParted() {
        assertEquals(List.of("get", "a/b c%", "é"), read("/get/a%2Fb%20c%25/%C3%A9", null, null));
        assertEquals(List.of("get", "a+b"), read("/get/a+b", null, null));
        assertEquals(List.of("get", "..", "."), read("/get/../.", null, null));
    }

    @Test
    void anySegmentMayBeEmpty() {
        assertEquals(List.of("set", "", "v"), read("/set//v", null, null));
        assertEquals(List.of("set", "k", ""), read("/set/k/", null, null));
    }

    @Test
    void bytesThatAreNoAsciiAreThemselves() {
        byte[][] words = UrlCommand.read("/get/\u00ff%ff%00", null, null, LIMITS);
        assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xff, 0}, words[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/get/%", "/get/%4", "/get/%zz", "/get/%4/x", "/get/a%2", "/get/%\u0661\u0661", "/%gg"})
    void brokenPercentEncodingIsRefused(String path) {
        BadRequest refusal = assertThrows(BadRequest.class, () -> read(path, null, null));
        assertEquals("ERR invalid percent-encoding in the URL", refusal.text());
    }

    @Test
    void theBodyComesBeforeTheQuery() {
        assertEquals(List.of("SET", "foo", "V", "EX", "100"), read("/SET/foo", "V", "EX=100"));
        assertEquals(List.of("SET", "foo", "V", "EX", "100", "NX"), read("/SET/foo", "V", "EX=100&NX"));
        assertEquals(List.of("SET", "foo", "bar", "NX"), read("/SET/foo/bar", null, "NX="));
    }

    @Test
    void theQueryIsDecodedAsFormsAre() {
        assertEquals(List.of("set", "k", "a b", "c+d&e=f"), read("/set/k", null, "a+b=c%2Bd%26e%3Df"));
        assertEquals(List.of("set", "k", "a", "b=c"), read("/set/k", null, "a=b=c"));
        assertEquals(List.of("set", "k"), read("/set/k", null, "&&=x&"));
        assertThrows(BadRequest.class, () -> read("/set/k", null, "a=%x"));
    }

    @Test
    void theTokenIsNoArgument() {
        assertEquals(List.of("set", "k", "v", "EX", "1"), read("/set/k/v", null, "_token=secret&EX=1"));
        assertEquals(List.of("set", "k", "v", "EX", "1"), read("/set/k/v", null, "EX=1&_token=secret"));
        assertEquals(List.of("set", "k", "v", "_tokens", "x"), read("/set/k/v", null, "_tokens=x&_token"));
    }

    @Test
    void theTokenIsFoundInTheQuery() {
        assertEquals("a+b/c", token("x=1&_token=a%2Bb%2Fc&y"));
        assertEquals("", token("_token"));
        assertEquals("", token("_token="));
        assertEquals("a=b", token("_token=a=b"));
        assertEquals("first", token("_token=first&_token=second"));
        assertNull(Credentials.token(null, "token=x&_toke=y"));
        assertNull(Credentials.token(null, ""));
        assertNull(Credentials.token(null, null));
    }

    @Test
    void moreThanTheBoundIsRefused() {
        assertEquals(6, read("/1/2/3/4/5/6", null, null).size());
        assertThrows(BadRequest.class, () -> read("/1/2/3/4/5/6", null, "7"));
    }

    private static List<String> read(String path, @Nullable String body, @Nullable String query) {
        byte[][] words = UrlCommand.read(path, body == null ? null : body.getBytes(UTF_8), query, LIMITS);
        return Arrays.stream(words).map(word -> new String(word, UTF_8)).toList();
    }

    private static String token(String query) {
        return new String(java.util.Objects.requireNonNull(Credentials.token(null, query)), ISO_8859_1);
    }
}
