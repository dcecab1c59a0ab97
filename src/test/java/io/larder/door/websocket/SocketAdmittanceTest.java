package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Admittance;
import io.larder.security.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who comes too often, or with wrong tokens, over WebSockets. */
class SocketAdmittanceTest {

    private final AtomicLong now = new AtomicLong();

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

    /** As many requests in a second with one token, where no time passes by itself. */
    private TestSockets requests(int most) {
        return new TestSockets(
                new Admittance(List.of(), List.of(), List.of(), 0, most, 0, 0, 0, Duration.ofMinutes(5), 100),
                now::get);
    }

    @Test
    void handshakesAndMessagesAreCountedAsRequests() {
        try (TestSockets sockets = requests(2);
                TestClient client = sockets.open()) {
            assertEquals("{\"result\":\"PONG\"}", client.ask("[\"PING\"]"));
            assertEquals(429, TestClient.refusal(sockets::open));
            assertEquals(
                    "{\"id\":7,\"error\":\"ERR max requests per second with this token exceeded. Limit: 2\"}",
                    client.ask("{\"id\":7,\"command\":[\"PING\"]}"));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertEquals("{\"result\":\"PONG\"}", client.ask("[\"PING\"]"));
        }
    }

    /** A flood is refused no faster than it would be served, however fast it comes. */
    @Test
    void aFloodIsReadSlowly() {
        try (TestSockets sockets = requests(20);
                TestClient client = sockets.open()) {
            long begin = System.nanoTime();
            for (int i = 0; i < 30; i++) {
                client.send("[\"PING\"]");
            }
            for (int i = 0; i < 30; i++) {
                // The first one of twenty was the handshake.
                assertEquals(i >= 19, client.next().contains("max requests"));
            }
            assertTrue(System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(10 * 50 - 100));
        }
    }

    /** What is left of a transaction of which a command was refused must not run as if it was whole. */
    @Test
    void aTransactionOfWhichACommandIsRefusedIsDiscarded() {
        try (TestSockets sockets = requests(3);
                TestClient client = sockets.open()) {
            assertEquals("{\"result\":\"OK\"}", client.ask("[\"MULTI\"]"));
            assertEquals("{\"result\":\"QUEUED\"}", client.ask("[\"SET\",\"k\",\"v\"]"));
            assertTrue(client.ask("[\"SET\",\"k\",\"w\"]").contains("max requests per second"));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertTrue(client.ask("[\"EXEC\"]").startsWith("{\"error\":\"EXECABORT"));
            assertEquals("{\"result\":\"OK\"}", client.ask("[\"MULTI\"]"));
            assertTrue(client.ask("[\"SET\",\"k\",{}]").startsWith("{\"error\":"));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertTrue(client.ask("[\"EXEC\"]").startsWith("{\"error\":\"EXECABORT"));
        }
    }

    @Test
    void messagesToAChannelAndALeaderboardAreCounted() {
        try (TestSockets sockets = requests(1);
                TestClient channel =
                        sockets.open("/v1/channels/news/live", "Authorization", "Bearer " + TestSockets.TOKEN)) {
            channel.next();
            assertEquals(
                    "{\"type\":\"error\",\"id\":1,"
                            + "\"error\":\"ERR max requests per second with this token exceeded. Limit: 1\"}",
                    channel.ask("{\"type\":\"publish\",\"data\":1,\"id\":1}"));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            try (TestClient board =
                    sockets.open("/v1/leaderboards/b/live", "Authorization", "Bearer " + TestSockets.TOKEN)) {
                board.next();
                assertEquals(
                        "{\"type\":\"error\",\"id\":2,"
                                + "\"error\":\"ERR max requests per second with this token exceeded. Limit: 1\"}",
                        board.ask("{\"type\":\"watch\",\"id\":2,\"view\":{\"top\":3}}"));
            }
        }
    }

    @Test
    void linesOfTheCentrifugeProtocolAreCounted() {
        try (TestSockets sockets = requests(3);
                TestClient client = sockets.open("/connection/websocket")) {
            assertTrue(client.ask(connect(TestSockets.TOKEN)).startsWith("{\"id\":1,\"connect\":"));
            // A pong that nobody has asked for, two commands in one message, and the second one is too many.
            client.send("{}\n{\"id\":2,\"rpc\":{\"method\":\"command\",\"data\":[\"PING\"]}}\n"
                    + "{\"id\":3,\"publish\":{\"channel\":\"news\",\"data\":1}}");
            assertEquals("{\"id\":2,\"rpc\":{\"data\":{\"result\":\"PONG\"}}}", client.next());
            assertEquals(
                    "{\"id\":3,\"error\":{\"code\":111,\"message\":\"ERR max requests per second with this token"
                            + " exceeded. Limit: 3\",\"temporary\":true}}",
                    client.next());
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertEquals(
                    "{\"id\":4,\"rpc\":{\"data\":{\"result\":\"PONG\"}}}",
                    client.ask("{\"id\":4,\"rpc\":{\"method\":\"command\",\"data\":[\"PING\"]}}"));
        }
    }

    @Test
    void messagesOfOneAddressAreCountedWhoeverSendsThem() {
        Admittance three = new Admittance(List.of(), List.of(), List.of(), 3, 0, 0, 0, 0, Duration.ofMinutes(5), 100);
        try (TestSockets sockets = new TestSockets(three, now::get);
                TestClient first = sockets.open();
                TestClient second = sockets.open("/connection/websocket")) {
            assertTrue(second.ask(connect(TestSockets.TOKEN)).startsWith("{\"id\":1,\"connect\":"));
            for (int i = 0; i < 3; i++) {
                assertEquals("{\"result\":\"PONG\"}", first.ask("[\"PING\"]"));
            }
            assertTrue(second.ask("{\"id\":2,\"refresh\":{\"token\":\"" + TestSockets.TOKEN + "\"}}")
                    .contains("\"code\":111,\"message\":\"ERR max requests per second from this address exceeded."));
        }
    }

    @Test
    void connectionsEndWithTheirToken() {
        Tokens tokens = Tokens.of(List.of(TestSockets.TOKEN, "old"), List.of("read"));
        try (TestSockets sockets = new TestSockets(tokens, Set.of(), 20_000);
                TestClient stays = sockets.open();
                TestClient commands = sockets.open("/v1/ws?_token=old");
                TestClient centrifuge = sockets.open("/connection/websocket")) {
            assertEquals("{\"result\":\"OK\"}", commands.ask("[\"MULTI\"]"));
            assertTrue(centrifuge.ask(connect("old")).startsWith("{\"id\":1,\"connect\":"));
            tokens.replace(List.of("new", TestSockets.TOKEN), List.of("read"));
            assertEquals("closed: 1008 the token is not valid any more", commands.next());
            assertEquals("closed: 3500 invalid token", centrifuge.next());
            assertEquals("{\"result\":\"PONG\"}", stays.ask("[\"PING\"]"));
            assertEquals(401, TestClient.refusal(() -> sockets.open("/v1/ws?_token=old")));
        }
    }

    @Test
    void watchingEndsWithTheToken() {
        Tokens tokens = Tokens.of(List.of(TestSockets.TOKEN, "old"), List.of("read"));
        try (TestSockets sockets = new TestSockets(tokens, Set.of(), 20_000);
                TestClient channel = sockets.open("/v1/channels/news/live?_token=old");
                TestClient board = sockets.open("/v1/leaderboards/b/live?_token=read")) {
            channel.next();
            board.next();
            // A token that may do something else from now on stands for somebody else.
            tokens.replace(List.of("read"), List.of(TestSockets.TOKEN));
            assertEquals("closed: 1008 the token is not valid any more", channel.next());
            assertEquals("closed: 1008 the token is not valid any more", board.next());
        }
    }
}
