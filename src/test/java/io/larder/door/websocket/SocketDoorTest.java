package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Tokens;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may open a WebSocket, and how connections end. */
class SocketDoorTest {

    private static final String PATH = CommandSocket.PATH;
    private static final String PING = "[\"PING\"]";
    private static final String PONG = "{\"result\":\"PONG\"}";

    private static String offer(String token) {
        return "larder, token."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenComesInOneOfThreeWays() {
        try (TestSockets sockets = new TestSockets()) {
            try (TestClient header = sockets.open(PATH, "Authorization", "Bearer " + TestSockets.TOKEN)) {
                assertEquals(PONG, header.ask(PING));
            }
            try (TestClient query = sockets.open(PATH + "?_token=t0ken%2F%2B%3D")) {
                assertEquals(PONG, query.ask(PING));
            }
            try (TestClient offered = sockets.open(PATH, "Sec-WebSocket-Protocol", offer(TestSockets.TOKEN))) {
                assertEquals("larder", offered.protocol());
                assertEquals(PONG, offered.ask(PING));
            }
            try (TestClient reader = sockets.open(PATH, "Sec-WebSocket-Protocol", offer(TestSockets.READ_ONLY))) {
                assertEquals("{\"result\":null}", reader.ask("[\"GET\",\"k\"]"));
                assertTrue(reader.ask("[\"SET\",\"k\",\"v\"]").startsWith("{\"error\":\"NOPERM "));
            }
            assertEquals(401, TestClient.refusal(() -> sockets.open(PATH)));
            assertEquals(401, TestClient.refusal(() -> sockets.open(PATH + "?_token=wrong")));
            assertEquals(401, TestClient.refusal(() -> sockets.open(PATH, "Sec-WebSocket-Protocol", offer("wrong"))));
            assertEquals(
                    400, TestClient.refusal(() -> sockets.open(PATH, "Sec-WebSocket-Protocol", "larder, token.a")));
        }
    }

    @Test
    void aRequestThatIsNoUpgradeIsTold() throws Exception {
        try (TestSockets sockets = new TestSockets()) {
            HttpResponse<String> answer = sockets.get(PATH);
            assertEquals(426, answer.statusCode());
            assertEquals("websocket", answer.headers().firstValue("Upgrade").orElseThrow());
            assertEquals(
                    "application/problem+json",
                    answer.headers().firstValue("Content-Type").orElseThrow());
            assertTrue(answer.body().contains("\"status\":426"), answer.body());
            assertEquals(404, sockets.get("/v1/ws/x").statusCode());
            assertEquals(400, TestClient.refusal(() -> sockets.open(PATH + "?encoding=x&_token=t0ken%2F%2B%3D")));
        }
    }

    @Test
    void withoutTokensOnlyPagesOfThisMachineComeIn() {
        try (TestSockets sockets = new TestSockets(new Tokens(null, null), Set.of(), 20_000)) {
            sockets.open(PATH).close();
            sockets.open(PATH, "Origin", "http://localhost:3000").close();
            assertEquals(403, TestClient.refusal(() -> sockets.open(PATH, "Origin", "https://evil.example")));
            assertEquals(403, TestClient.refusal(() -> sockets.open(PATH, "Origin", "null")));
        }
    }

    @Test
    void originsAreKeptToTheList() {
        try (TestSockets sockets = new TestSockets(new Tokens("t", null), Set.of("https://good.example"), 20_000)) {
            sockets.open(PATH + "?_token=t").close();
            sockets.open(PATH + "?_token=t", "Origin", "https://GOOD.example").close();
            assertEquals(
                    403, TestClient.refusal(() -> sockets.open(PATH + "?_token=t", "Origin", "https://evil.example")));
        }
    }

    @Test
    void thereAreAtMostSoMany() {
        try (TestSockets sockets = new TestSockets()) {
            TestClient first = sockets.open();
            TestClient second = sockets.open();
            TestClient third = sockets.open();
            assertEquals(503, TestClient.refusal(sockets::open));
            assertEquals(PONG, first.ask(PING));
            first.close();
            second.close();
            third.close();
        }
    }

    @Test
    void whoAnswersPingsStays() {
        try (TestSockets sockets = new TestSockets(new Tokens(null, null), Set.of(), 1_000);
                TestClient client = sockets.open(PATH)) {
            client.quiet(2_500);
            assertEquals(PONG, client.ask(PING));
        }
    }

    /** A client whose reading is stalled answers no ping either. */
    @Test
    void whoDoesNotIsGone() {
        try (TestSockets sockets = new TestSockets(new Tokens(null, null), Set.of(), 50);
                TestClient client = sockets.open(PATH).stall()) {
            client.send(PING);
            client.next();
            client.quiet(500);
            client.read();
            assertEquals("closed: 4012 no pong", client.next());
        }
    }

    @Test
    void aStopClosesAll() {
        try (TestSockets sockets = new TestSockets();
                TestClient client = sockets.open()) {
            assertEquals(PONG, client.ask(PING));
            sockets.stop();
            assertEquals("closed: 1001 shutdown", client.next());
        }
    }
}
