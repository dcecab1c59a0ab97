package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever comes over a WebSocket, it is answered, or the connection is closed for a reason that is not ours. */
class SocketFuzzTest {

    private static final String LAST = "{\"id\":\"the last one\",\"cmd\":[\"PING\"]}";

    private static TestSockets sockets;

    @BeforeContainer
    static void open() {
        sockets = new TestSockets(new Tokens(TestSockets.TOKEN, TestSockets.READ_ONLY), Set.of(), 20_000);
    }

    @AfterContainer
    static void close() {
        sockets.close();
    }

    /** The other side may have closed it meanwhile, which is looked at when it is read. */
    private static void sendIfOpen(TestClient client, String text) {
        try {
            client.send(text);
        } catch (CompletionException closed) {
            assertTrue(closed.getCause() instanceof IOException, closed::toString);
        }
    }

    @Provide
    Arbitrary<List<String>> messages() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"id\"",
                        "\"cmd\"",
                        "\"command\"",
                        "1",
                        "-1",
                        "0",
                        "1e99",
                        "null",
                        "true",
                        "\"PING\"",
                        "\"SUBSCRIBE\"",
                        "\"c\"",
                        "\"MULTI\"",
                        "\"EXEC\"",
                        "\\",
                        "\u0000",
                        "é",
                        "\n",
                        "{\"id\":1,\"cmd\":[\"GET\",\"k\"]}",
                        "[\"ECHO\",\"x\"]",
                        "[\"UNSUBSCRIBE\"]",
                        "{\"id\":{},\"cmd\":[]}",
                        "{\"id\":[1],\"cmd\":[[]]}")
                .list()
                .ofMaxSize(8)
                .map(list -> String.join("", list))
                .list()
                .ofMinSize(1)
                .ofMaxSize(10);
    }

    @Property(tries = 150)
    void commandsOfAnyKindAreAnswered(@ForAll("messages") List<String> messages) {
        try (TestClient client = sockets.open()) {
            messages.forEach(message -> sendIfOpen(client, message));
            sendIfOpen(client, LAST);
            String next;
            do {
                next = client.next();
                assertFalse(next.contains("internal error"), () -> messages.toString());
            } while (!next.contains("the last one") && !next.startsWith("closed"));
            assertFalse(next.startsWith("closed: 1011"), next);
        }
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of(
                        "{\"id\":1,\"connect\":{}}",
                        "{\"id\":1,\"connect\":{\"token\":\"" + TestSockets.TOKEN + "\"}}",
                        "{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recover\":true,\"offset\":-1}}",
                        "{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recover\":true,"
                                + "\"epoch\":\"x\",\"offset\":9223372036854775807}}",
                        "{\"id\":2,\"subscribe\":{\"channel\":\"\"}}",
                        "{\"id\":2,\"subscribe\":{\"channel\":7}}",
                        "{\"id\":2,\"subscribe\":[]}",
                        "{\"id\":3,\"publish\":{\"channel\":\"kept:a\",\"data\":{}}}",
                        "{\"id\":3,\"publish\":{\"channel\":\"kept:a\",\"data\":null}}",
                        "{\"id\":4,\"history\":{\"channel\":\"kept:a\",\"limit\":-1,\"reverse\":true}}",
                        "{\"id\":4,\"history\":{\"channel\":\"kept:a\",\"limit\":9999999999,"
                                + "\"since\":{\"offset\":-5}}}",
                        "{\"id\":4,\"history\":{\"channel\":\"none\",\"since\":{}}}",
                        "{\"id\":5,\"presence\":{\"channel\":\"kept:a\"}}",
                        "{\"id\":5,\"presence_stats\":{\"channel\":\"x\"}}",
                        "{\"id\":6,\"rpc\":{\"method\":\"command\",\"data\":[\"GET\"]}}",
                        "{\"id\":6,\"rpc\":{\"method\":\"command\",\"data\":{}}}",
                        "{\"id\":6,\"rpc\":{}}",
                        "{\"id\":7,\"refresh\":{\"token\":\"a.b.c\"}}",
                        "{\"id\":7,\"sub_refresh\":{\"channel\":\"kept:a\"}}",
                        "{\"id\":8,\"unsubscribe\":{\"channel\":\"kept:a\"}}",
                        "{\"id\":-9223372036854775809,\"rpc\":{}}",
                        "{}",
                        "{\"send\":{}}",
                        "{\"id\":9}",
                        "[]",
                        "",
                        "{",
                        "\u0000",
                        "{\"id\":1e9,\"ping\":{}}")
                .list()
                .ofMaxSize(8);
    }

    @Property(tries = 150)
    void framesOfAnyKindAreAnsweredOrEndTheConnection(@ForAll("lines") List<String> lines) {
        String connect = "{\"id\":1,\"connect\":{\"token\":\"" + TestSockets.TOKEN + "\"}}";
        try (TestClient client = sockets.open("/connection/websocket")) {
            sendIfOpen(client, connect);
            sendIfOpen(client, String.join("\n", lines));
            lines.forEach(line -> sendIfOpen(client, line));
            sendIfOpen(client, "{\"id\":4711,\"rpc\":{\"method\":\"command\",\"data\":[\"PING\"]}}");
            String next;
            do {
                next = client.next();
            } while (!next.contains("4711") && !next.startsWith("closed"));
            String end = next;
            // 3000 to 3499 are faults of the service's, or its stop.
            assertTrue(
                    next.contains("4711") || next.matches("(?s)closed: (35\\d\\d|1009) .*"), () -> lines + ": " + end);
        }
    }
}
