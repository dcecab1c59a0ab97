package io.larder.door.http.v1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.KeyBeside;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from paths, and which keys stand beside a key. */
class PathsTest {

    private static Set<String> methods(String path) {
        return new Templates(List.of(ListResource.class)).methods(Templates.segments(path));
    }

    @Test
    void aPathKnowsTheMethodsOfAllThatFit() {
        assertEquals(Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"), methods("/v1/lists/a"));
        assertEquals(Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"), methods("/v1/lists/"));
        assertEquals(Set.of("GET", "HEAD", "PUT", "OPTIONS"), methods("/v1/lists/a/b"));
        assertEquals(Set.of("GET", "HEAD", "PUT", "POST", "OPTIONS"), methods("/v1/lists/a/pop"));
        assertEquals(Set.of(), methods("/v1/lists"));
        assertEquals(Set.of(), methods("/v1/Lists/a"));
        assertEquals(Set.of(), methods("/v1/lists/a/b/c"));
        assertEquals(Set.of(), methods("/v1//lists/a"));
    }

    @ParameterizedTest
    @CsvSource({"'',' '", ".,' .'", "..,' ..'", "%2e,' .'", ".%2E,' ..'", "a;b,a%3Bb", "a,a", "...,...", "%20,%20"})
    void onlyDataIsLeftOfASegment(String segment, String disguised) {
        assertEquals(disguised, Segment.disguise(segment));
        assertEquals(
                new String(Segment.decode(segment), ISO_8859_1), new String(Segment.decode(disguised), ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "a,{a}",
        "user:{1}:x,=user:{1}:x",
        "{},{{}}",
        "{a},={a}",
        "}{a,{}{a}",
        "a},{a}}",
        "'',{}",
        "{}{a},{{}{a}}"
    })
    void whatIsBesideAKeyIsAtItsPlace(String key, String beside) {
        assertEquals(
                "p:" + beside,
                new String(KeyBeside.of("p:".getBytes(ISO_8859_1), key.getBytes(ISO_8859_1)), ISO_8859_1));
    }

    @Test
    void whatIsBesideALongKeyIsNotTooLong() {
        byte[] prefix = "p:".getBytes(ISO_8859_1);
        byte[] a = new byte[64 << 10];
        byte[] b = a.clone();
        b[b.length - 1] = 1;
        assertTrue(KeyBeside.of(prefix, a).length < 100);
        assertNotEquals(
                new String(KeyBeside.of(prefix, a), ISO_8859_1), new String(KeyBeside.of(prefix, b), ISO_8859_1));
        assertTrue(KeyBeside.of(prefix, new byte[60 << 10]).length < 64 << 10);
    }
}
