package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.InFlight;
import io.larder.door.http.TestDoor.Seen;
import io.larder.security.Admittance;
import io.larder.security.Network;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What who comes too often, too slowly or with wrong tokens is told over HTTP. */
class AdmittanceTest {

    private static final String AUTHORIZED = "Host: localhost\r\nAuthorization: Bearer " + TestDoor.TOKEN + "\r\n";

    @AfterEach
    void letAllIn() {
        Connections.allow(
                Integer.MAX_VALUE,
                new Reception(new Tokens(null, null), Admittance.ANY, System::nanoTime),
                head(10_000));
    }

    /** Its limits, where no time passes. */
    private static Reception reception(int requests, int connections, int guesses) {
        return new Reception(
                new Tokens(TestDoor.TOKEN, TestDoor.READ_ONLY),
                new Admittance(
                        List.of(),
                        List.of(),
                        List.of(Network.of("127.0.0.9")),
                        0,
                        requests,
                        connections,
                        connections,
                        guesses,
                        Duration.ofMinutes(5),
                        100),
                () -> 0);
    }

    private static Pace head(long millis) {
        return new Pace(millis, 30_000, 75_000);
    }

    private static TestDoor door(Reception reception) {
        return new TestDoor(reception, false, TestDoor.LIMITS, new InFlight(64 << 20));
    }

    @Test
    void whoComesTooOftenIsToldWhenToComeAgain() {
        try (TestDoor door = door(reception(3, 0, 0))) {
            for (int left = 2; left >= 0; left--) {
                Seen seen = door.get("/ping");
                assertEquals("200 {\"result\":\"PONG\"}", seen.all());
                assertEquals("3", seen.header("ratelimit-limit"));
                assertEquals(Integer.toString(left), seen.header("ratelimit-remaining"));
                assertEquals("1", seen.header("ratelimit-reset"));
                assertNull(seen.header("retry-after"));
            }
            Seen seen = door.get("/ping");
            assertEquals(
                    "429 {\"error\":\"ERR max requests per second with this token exceeded. Limit: 3\"}", seen.all());
            assertEquals("1", seen.header("retry-after"));
            assertEquals("0", seen.header("ratelimit-remaining"));
            Seen reader =
                    new Seen(door.send(door.bare("/ping").header("Authorization", "Bearer " + TestDoor.READ_ONLY)));
            assertEquals(200, reader.status());
        }
    }

    @Test
    void whoGuessesIsToldSo() {
        try (TestDoor door = door(reception(0, 0, 2))) {
            assertEquals(401, new Seen(door.send(door.bare("/ping?_token=a"))).status());
            assertEquals(401, new Seen(door.send(door.bare("/ping?_token=b"))).status());
            Seen seen = new Seen(door.send(door.bare("/ping?_token=c")));
            assertEquals(
                    "429 {\"error\":\"ERR too many wrong tokens came from this address. Try again in 1 s\"}",
                    seen.all());
            assertEquals("1", seen.header("retry-after"));
            assertEquals(429, door.get("/ping").status());
        }
    }

    @Test
    void connectionsOfOneTokenAreBounded() throws Exception {
        try (TestDoor door = door(reception(0, 2, 0));
                Socket first = open(door);
                Socket second = open(door)) {
            Seen third = Seen.parse(door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "Connection: close\r\n\r\n"));
            assertEquals(
                    "429 {\"error\":\"ERR max number of connections with this token reached. Limit: 2\"}", third.all());
            first.close();
            Seen seen = third;
            for (int i = 0; i < 100 && seen.status() == 429; i++) {
                Thread.sleep(20);
                seen = Seen.parse(door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "Connection: close\r\n\r\n"));
            }
            assertEquals(200, seen.status());
            assertTrue(second.isConnected());
        }
    }

    /** A connection that has been let in. */
    private static Socket open(TestDoor door) throws IOException {
        Socket socket = new Socket("127.0.0.1", door.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertNotNull(socket.getInputStream().readNBytes(12));
        return socket;
    }

    @Test
    void connectionsOfOneAddressAreBounded() throws Exception {
        Reception reception = reception(0, 1, 0);
        try (TestDoor door = door(reception)) {
            Connections.allow(Integer.MAX_VALUE, reception, head(10_000));
            try (Socket first = open(door)) {
                Seen second = Seen.parse(door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "\r\n"));
                assertEquals("429 {\"error\":\"ERR max number of clients of this address reached\"}", second.all());
                assertEquals("1", second.header("retry-after"));
                assertTrue(first.isConnected());
            }
        }
    }

    @Test
    void otherNetworksAreCutOff() throws Exception {
        Reception reception = new Reception(
                new Tokens(TestDoor.TOKEN, null),
                new Admittance(
                        List.of(Network.of("192.0.2.0/24")), List.of(), List.of(), 0, 0, 0, 0, 0, Duration.ZERO, 1),
                System::nanoTime);
        try (TestDoor door = door(reception)) {
            Connections.allow(Integer.MAX_VALUE, reception, head(10_000));
            String seen;
            try {
                seen = door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "\r\n");
            } catch (AssertionError reset) {
                seen = "";
            }
            assertEquals("", seen);
        }
    }

    @Test
    void aHeadThatDoesNotEndIsNotWaitedFor() {
        String slow = "408 {\"error\":\"ERR the head of the request did not come in in time\"}";
        try (TestDoor door = door(reception(0, 0, 0))) {
            Connections.allow(Integer.MAX_VALUE, reception(0, 0, 0), head(1_000));
            assertEquals(slow, Seen.parse(door.raw("GET /pi")).all());
            // A byte now and then does not help.
            String[] drops = new String[120];
            java.util.Arrays.fill(drops, "x");
            drops[0] = "GET /";
            long begin = System.nanoTime();
            String answer;
            try {
                answer = Seen.parse(door.raw(drops)).all();
            } catch (AssertionError reset) {
                answer = slow;
            }
            assertEquals(slow, answer);
            assertTrue(System.nanoTime() - begin < 5_000_000_000L, "it took too long");
            // Nor does a request before it.
            String both = door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "\r\n", "GET /ping HT", "TP/1.1\r\n");
            assertTrue(both.contains("PONG") && both.contains("408 Request Timeout"), both);
            // One byte tells nothing: not even which HTTP it is.
            assertEquals("", door.raw("P"));
        }
    }

    @Test
    void whoSaysNothingIsNoSlowHead() throws Exception {
        try (TestDoor door = door(reception(0, 0, 0))) {
            Connections.allow(Integer.MAX_VALUE, reception(0, 0, 0), head(200));
            try (Socket socket = open(door)) {
                Thread.sleep(700);
                byte[] again = ("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "Connection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
                socket.getOutputStream().write(again);
                String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(2, all.split("PONG", -1).length - 1, all);
            }
        }
    }

    @Test
    void aBodyHasATimeOfItsOwn() {
        try (TestDoor door = door(reception(0, 0, 0))) {
            Connections.allow(Integer.MAX_VALUE, reception(0, 0, 0), head(100));
            String[] pieces = {
                "POST / HTTP/1.1\r\n" + AUTHORIZED + "Connection: close\r\nContent-Length: 8\r\n\r\n",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "[\"PING\"]"
            };
            assertEquals(
                    "200 {\"result\":\"PONG\"}", Seen.parse(door.raw(pieces)).all());
        }
    }
}
