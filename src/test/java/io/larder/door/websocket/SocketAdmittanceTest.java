package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Admittance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who comes too often, or with wrong tokens, over WebSockets. */
class SocketAdmittanceTest {

    private static TestSockets sockets(int requests, int guesses, int messages) {
        return new TestSockets(
                new Admittance(List.of(), List.of(), List.of(), 0, requests, 0, 0, guesses, Duration.ofMinutes(5), 100),
                messages);
    }

    @Test
    void tooManyMessagesEndAConnection() {
        try (TestSockets sockets = sockets(0, 0, 5);
                TestClient client = sockets.open()) {
            for (int i = 0; i < 5; i++) {
                assertEquals("{\"result\":\"PONG\"}", client.ask("[\"PING\"]"));
            }
            String next = client.ask("[\"PING\"]");
            // On a slow machine one more may have become due.
            for (int i = 0; i < 100 && next.contains("PONG"); i++) {
                next = client.ask("[\"PING\"]");
            }
            assertEquals("closed: 1008 too many messages a second", next);
        }
    }

    @Test
    void whoGuessesIsLockedOut() {
        try (TestSockets sockets = sockets(0, 2, 0)) {
            for (String guess : List.of("a", "b")) {
                assertEquals(401, TestClient.refusal(() -> sockets.open("/v1/ws?_token=" + guess)));
            }
            assertEquals(429, TestClient.refusal(() -> sockets.open("/v1/ws?_token=c")));
            assertEquals(429, TestClient.refusal(sockets::open));
        }
    }

    /** That is a door of its own: the token comes when the connection is there. */
    @Test
    void whoGuessesOverTheCentrifugeProtocolIsLockedOut() {
        try (TestSockets sockets = sockets(0, 2, 0)) {
            for (String guess : List.of("a", "b")) {
                try (TestClient client = sockets.open("/connection/websocket")) {
                    assertTrue(client.ask(connect(guess)).startsWith("closed: 3500"));
                }
            }
            try (TestClient client = sockets.open("/connection/websocket")) {
                assertEquals(
                        "{\"id\":1,\"error\":{\"code\":111,\"message\":\"ERR too many wrong tokens came from this"
                                + " address. Try again in 1 s\",\"temporary\":true}}",
                        client.ask(connect(TestSockets.TOKEN)));
            }
            assertEquals(429, TestClient.refusal(sockets::open));
        }
    }

    private static String connect(String token) {
        return "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}";
    }

    @Test
    void handshakesAreCountedAsRequests() {
        try (TestSockets sockets = sockets(1, 0, 0);
                TestClient client = sockets.open()) {
            assertEquals(429, TestClient.refusal(sockets::open));
            assertEquals("{\"result\":\"PONG\"}", client.ask("[\"PING\"]"));
        }
    }
}
