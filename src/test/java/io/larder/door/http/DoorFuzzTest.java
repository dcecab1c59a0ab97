package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.BadRequest;
import io.larder.door.http.TestDoor.Seen;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever comes over HTTP, it is answered, and what is wrong with it is not ours. */
class DoorFuzzTest {

    private static TestDoor door;

    @BeforeContainer
    static void open() {
        door = new TestDoor();
    }

    @AfterContainer
    static void close() {
        door.close();
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.of(
                        "/",
                        "pipeline",
                        "multi-exec",
                        "set",
                        "get",
                        "k",
                        "%",
                        "%2F",
                        "%00",
                        "%ff",
                        "%zz",
                        "?",
                        "&",
                        "=",
                        "_token",
                        "..",
                        ";",
                        "#",
                        "NX",
                        "subscribe",
                        "psubscribe",
                        "monitor",
                        "ping",
                        "é",
                        "[",
                        "*",
                        "http://x",
                        "//",
                        "\\",
                        "hset",
                        "eval")
                .list()
                .ofMaxSize(12)
                .map(list -> "/" + String.join("", list));
    }

    @Property(tries = 5_000)
    void urlsAreReadOrRefused(@ForAll("targets") String target, @ForAll String any) {
        for (String text : List.of(target, any, target + any)) {
            int mark = text.indexOf('?');
            String path = mark < 0 ? text : text.substring(0, mark);
            String query = mark < 0 ? null : text.substring(mark + 1);
            try {
                UrlCommand.read(path, null, query, TestDoor.LIMITS);
            } catch (BadRequest refusal) {
                assertTrue(refusal.status() < 500, refusal.text());
            }
            DialectStream.command(path);
        }
    }

    @Provide
    Arbitrary<String> requests() {
        return Arbitraries.of(
                        "GET / HTTP/1.1\r\n",
                        "GET /ping HTTP/1.1\r\n",
                        "POST / HTTP/1.1\r\n",
                        "POST /pipeline HTTP/1.1\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "HEAD",
                        "OPTIONS * HTTP/1.1\r\n",
                        " HTTP/1.1",
                        "\r\n",
                        "\n",
                        "\r",
                        "Host: localhost\r\n",
                        "Authorization: Bearer " + TestDoor.TOKEN + "\r\n",
                        "Content-Length: 8\r\n",
                        "Content-Length: -1\r\n",
                        "Transfer-Encoding: chunked\r\n",
                        "Expect: 100-continue\r\n",
                        "Connection: close\r\n",
                        "Upgrade: h2c\r\n",
                        "Upgrade: websocket\r\n",
                        "Origin: null\r\n",
                        "Accept: text/event-stream\r\n",
                        "Upstash-Encoding: base64\r\n",
                        "[\"PING\"]",
                        "8\r\n",
                        "0\r\n\r\n",
                        "ffffffffffffffff\r\n",
                        "\u0000",
                        "\u00ff",
                        ":",
                        "/set/k/v",
                        "?a=%",
                        "\u0016\u0003\u0001")
                .list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(list -> String.join("", list));
    }

    /** Each is followed by one that is whole, or broken off, so that it ends. */
    @Property(tries = 150)
    void bytesOfAnyKindAreAnsweredOrCutOff(@ForAll("requests") String bytes) {
        String seen;
        try {
            seen = door.raw(bytes + "\r\n\r\nGET /ping HTTP/1.1\r\nConnection: close\r\n\r\nX X X\r\n\r\n");
        } catch (AssertionError reset) {
            assertFalse(String.valueOf(reset.getCause()).contains("timed out"), () -> "no answer, and not cut off");
            return;
        }
        assertFalse(seen.startsWith("HTTP/1.1 500"), seen);
        assertFalse(seen.contains("internal error"), seen);
        // And it goes on for others.
        assertTrue(door.get("/ping").status() == 200);
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of(
                        "[",
                        "]",
                        ",",
                        "\"",
                        "\"SET\"",
                        "\"GET\"",
                        "\"k\"",
                        "\"v\"",
                        "1",
                        "-1",
                        "1e999",
                        "true",
                        "null",
                        "{",
                        "}",
                        "\\",
                        "\\u0000",
                        "\\ud800",
                        "[\"PING\"]",
                        "\"MULTI\"",
                        "\"EXEC\"",
                        "\"SCAN\"",
                        "\"HELLO\"",
                        "\"ZADD\"",
                        "\"NX\"",
                        "\"EVAL\"",
                        " ",
                        "é")
                .list()
                .ofMaxSize(20)
                .map(list -> "[" + String.join("", list) + "]");
    }

    @Property(tries = 300)
    void bodiesOfAnyKindAreAnswered(@ForAll("bodies") String body) {
        for (String path : List.of("/", "/pipeline", "/multi-exec")) {
            Seen seen = door.post(path, body);
            assertTrue(seen.status() < 500, () -> body + ": " + seen.all());
            assertFalse(seen.body().contains("internal error"), () -> body + ": " + seen.all());
        }
    }
}
