package io.larder.door.http;

import static io.larder.door.http.FrameClient.CONTINUATION;
import static io.larder.door.http.FrameClient.DATA;
import static io.larder.door.http.FrameClient.END_HEADERS;
import static io.larder.door.http.FrameClient.END_STREAM;
import static io.larder.door.http.FrameClient.GO_AWAY;
import static io.larder.door.http.FrameClient.HEADERS;
import static io.larder.door.http.FrameClient.PING;
import static io.larder.door.http.FrameClient.RST_STREAM;
import static io.larder.door.http.FrameClient.SETTINGS;
import static io.larder.door.http.FrameClient.WINDOW_UPDATE;
import static io.larder.door.http.FrameClient.frame;
import static io.larder.door.http.FrameClient.head;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Admittance;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What HTTP/2 may take its time for, and what it may not, over sockets. */
class FrameClockTest {

    private static final String SLOW = "11 a frame or head did not come in in time";
    private static final byte[] PONG = "{\"result\":\"PONG\"}".getBytes(ISO_8859_1);

    /** Nothing is late by it, however busy the machine is. */
    private static final Pace LONG = new Pace(10_000, 30_000, 75_000);

    /** Room for a byte. */
    private static final byte[] ONE = {0, 0, 0, 1};

    /** A setting: streams begin with no room at all. */
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    private final ExecutorService sender = Executors.newSingleThreadExecutor();
    private TestDoor door;

    @BeforeEach
    void open() {
        pace(new Pace(400, 30_000, 75_000));
        door = new TestDoor();
    }

    @AfterEach
    void close() {
        door.close();
        sender.shutdownNow();
        pace(Pace.USUAL);
    }

    private static void pace(Pace pace) {
        Connections.allow(
                Integer.MAX_VALUE, new Reception(new Tokens(null, null), Admittance.ANY, System::nanoTime), pace);
    }

    private FrameClient begun() throws IOException {
        return FrameClient.begun(door.port());
    }

    /** Sends again and again, as {@link FrameClient#flood} does, while the answers are looked at. */
    private void flood(FrameClient client, byte[] bytes, int times, int pauseMillis) {
        sender.execute(() -> {
            try {
                client.flood(bytes, times, pauseMillis);
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void assertGone(FrameClient client) {
        assertThrows(IOException.class, client::drain);
    }

    @Test
    void aHeadThatIsContinuedForEverIsNotWaitedFor() throws Exception {
        try (FrameClient client = begun()) {
            client.write(frame(HEADERS, END_STREAM, 1, head("GET", "/ping")));
            byte[] more = frame(CONTINUATION, 0, 1, new byte[] {0, 1, 'x', 1, 'y'});
            flood(client, more, 1_000, 100);
            assertEquals(SLOW, client.next(GO_AWAY).why());
            assertGone(client);
        }
    }

    @Test
    void aFrameThatComesByTheByteIsNotWaitedFor() throws Exception {
        for (int sent : new int[] {4, 30}) {
            try (FrameClient client = begun()) {
                byte[] part = new byte[sent];
                System.arraycopy(frame(HEADERS, END_HEADERS, 1, new byte[500]), 0, part, 0, sent);
                client.write(part);
                flood(client, new byte[1], 400, 50);
                assertEquals(SLOW, client.next(GO_AWAY).why());
                assertGone(client);
            }
        }
    }

    /** A client that has asked for HTTP/2 in a request over HTTP/1, and was let in. */
    private FrameClient upgraded(String request, String headers) throws IOException {
        FrameClient client = FrameClient.silent(door.port());
        client.write((request + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestDoor.TOKEN
                        + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n" + headers
                        + "\r\n")
                .getBytes(ISO_8859_1));
        assertTrue(client.head().startsWith("HTTP/1.1 101 "));
        return client;
    }

    @Test
    void anUpgradeHasToBeFollowed() throws Exception {
        pace(new Pace(2_000, 30_000, 75_000));
        try (FrameClient client = upgraded("GET /ping", "")) {
            client.begin();
            assertEquals(
                    new String(PONG, ISO_8859_1), new String(client.next(DATA).payload(), ISO_8859_1));
            client.write(new byte[] {0, 0});
            assertEquals(SLOW, client.next(GO_AWAY).why());
        }
    }

    @Test
    void framesMayComeWithTheEndOfTheRequestThatAskedForThem() throws Exception {
        pace(new Pace(2_000, 30_000, 75_000));
        byte[] body = "[\"PING\"]".getBytes(ISO_8859_1);
        List<FrameClient> clients = new ArrayList<>();
        try {
            for (int before : new int[] {0, 10, 24, 27, 33}) {
                FrameClient client = upgraded("POST /", "Content-Length: " + body.length + "\r\n");
                clients.add(client);
                byte[] all = FrameClient.beginning(body);
                client.write(Arrays.copyOf(all, body.length + before));
                // So that the two are read one after the other.
                Thread.sleep(50);
                client.write(Arrays.copyOfRange(all, body.length + before, all.length));
                assertEquals(
                        new String(PONG, ISO_8859_1),
                        new String(client.next(DATA).payload(), ISO_8859_1));
            }
            // Longer than the time of a head.
            for (int stream = 3; stream < 55; stream += 2) {
                Thread.sleep(100);
                for (FrameClient client : clients) {
                    client.write(frame(HEADERS, END_STREAM | END_HEADERS, stream, head("GET", "/ping")));
                    assertEquals(stream, client.next(DATA).stream());
                }
            }
        } finally {
            for (FrameClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aContinuationWithNothingInItEndsAtOnce() throws Exception {
        try (FrameClient client = begun()) {
            client.write(frame(HEADERS, END_STREAM, 1, head("GET", "/ping")));
            long begin = System.nanoTime();
            flood(client, frame(CONTINUATION, 0, 1), 100_000, 0);
            assertGone(client);
            assertTrue(System.nanoTime() - begin < 5_000_000_000L);
        }
    }

    @Test
    void framesThatAskForNothingAreBounded() throws Exception {
        pace(LONG);
        for (byte[] idle : new byte[][] {
            frame(SETTINGS, 0, 0), frame(PING, 0, 0, new byte[8]), frame(0x77, 0, 0), frame(WINDOW_UPDATE, 0, 0, ONE)
        }) {
            try (FrameClient client = begun()) {
                flood(client, idle, 1_000_000, 0);
                assertEquals(
                        "11 too many frames that ask for nothing",
                        client.next(GO_AWAY).why());
            }
        }
    }

    /** Each has one more frame sent. */
    @Test
    void roomForAByteAtATimeIsBounded() throws Exception {
        pace(LONG);
        try (FrameClient client = begun()) {
            client.write(frame(SETTINGS, 0, 0, NO_WINDOW));
            client.write(frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/large/150000")));
            flood(client, frame(WINDOW_UPDATE, 0, 1, ONE), 1_000_000, 0);
            assertEquals(
                    "11 too many frames that ask for nothing",
                    client.next(GO_AWAY).why());
        }
    }

    @Test
    void roomForWhatWasSentMayBeMadeInSmallPieces() throws Exception {
        pace(LONG);
        int step = 128;
        byte[] increment = {0, 0, 0, (byte) step};
        try (FrameClient client = begun()) {
            for (int stream = 1; stream < 7; stream += 2) {
                // Each of its bytes is written as six.
                client.write(frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", "/large/150000")));
                FrameClient.Frame data;
                do {
                    data = client.next(DATA);
                    for (int read = 0; read < data.payload().length; read += step) {
                        client.write(frame(WINDOW_UPDATE, 0, 0, increment));
                        client.write(frame(WINDOW_UPDATE, 0, stream, increment));
                    }
                } while ((data.flags() & END_STREAM) == 0);
            }
        }
    }

    @Test
    void requestsThatAreTakenBackAreBounded() throws Exception {
        try (FrameClient client = begun()) {
            sender.execute(() -> {
                try {
                    for (int stream = 1; stream < 2_000; stream += 2) {
                        client.write(frame(HEADERS, END_HEADERS, stream, head("POST", "/")));
                        client.write(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
                    }
                } catch (IOException gone) {
                    // As it should be.
                }
            });
            assertTrue(client.next(GO_AWAY).why().startsWith("11 "));
        }
    }

    @Test
    void pingsAloneDoNotKeepAConnection() throws Exception {
        pace(new Pace(300, 30_000, 1_000));
        try (FrameClient nothing = begun();
                FrameClient begun = begun()) {
            begun.write(frame(HEADERS, END_HEADERS, 1, head("POST", "/")));
            flood(begun, frame(PING, 0, 0, new byte[8]), 200, 50);
            assertEquals("0 no request came for long", begun.next(GO_AWAY).why());
            assertEquals("0 no request came for long", nothing.next(GO_AWAY).why());
        }
    }

    @Test
    void whoIsOwedSomethingStays() throws Exception {
        pace(new Pace(300, 30_000, 600));
        try (FrameClient client = begun()) {
            client.write(frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/subscribe/chat")));
            client.next(DATA);
            Thread.sleep(2_000);
            assertEquals("{\"result\":1}", door.post("/publish/chat", "hello").body());
            String event = "";
            while (!event.contains("hello")) {
                event = new String(client.next(DATA).payload(), ISO_8859_1);
            }
        }
    }

    @Test
    void aBodyHasATimeOfItsOwn() throws Exception {
        try (FrameClient client = begun()) {
            byte[] body = frame(DATA, END_STREAM, 1, "[\"PING\"]".getBytes(ISO_8859_1));
            client.write(frame(HEADERS, END_HEADERS, 1, head("POST", "/")));
            for (int at = 0; at < body.length; at++) {
                // The frame's own nine bytes are none of the body.
                Thread.sleep(at < 10 ? 0 : 150);
                client.write(new byte[] {body[at]});
            }
            assertEquals(
                    new String(PONG, ISO_8859_1), new String(client.next(DATA).payload(), ISO_8859_1));
        }
        pace(new Pace(300, 900, 75_000));
        try (FrameClient client = begun()) {
            client.write(frame(HEADERS, END_HEADERS, 1, head("POST", "/")));
            client.write(new byte[] {0, 0, 100, DATA, 0, 0, 0, 0, 1});
            flood(client, new byte[1], 90, 50);
            assertEquals(SLOW, client.next(GO_AWAY).why());
        }
    }
}
