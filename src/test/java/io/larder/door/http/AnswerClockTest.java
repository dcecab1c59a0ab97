package io.larder.door.http;

import static io.larder.door.http.FrameClient.END_HEADERS;
import static io.larder.door.http.FrameClient.END_STREAM;
import static io.larder.door.http.FrameClient.HEADERS;
import static io.larder.door.http.FrameClient.RST_STREAM;
import static io.larder.door.http.FrameClient.WINDOW_UPDATE;
import static io.larder.door.http.FrameClient.frame;
import static io.larder.door.http.FrameClient.head;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.security.Admittance;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers of large answers that take their time, over sockets. */
class AnswerClockTest {

    /** More than the two ends of a connection keep by themselves. */
    private static final int LARGE = 12_000_000;

    /** Each byte of the probe's is written as six. */
    private static final String PATH = "/large/" + LARGE / 6;

    private static final Limits LIMITS = new Limits(20_000, 2 * LARGE, 100, 50, 300);
    private static final String REQUEST =
            "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestDoor.TOKEN + "\r\n\r\n";

    private final long before = AnswerClock.cutOff();
    private TestDoor door;

    @BeforeEach
    void open() {
        door = new TestDoor(new Tokens(TestDoor.TOKEN, null), false, LIMITS, new InFlight(4L * LARGE));
    }

    @AfterEach
    void close() {
        door.close();
        pace(Pace.USUAL);
    }

    private static void pace(Pace pace) {
        Connections.allow(
                Integer.MAX_VALUE, new Reception(new Tokens(null, null), Admittance.ANY, System::nanoTime), pace);
    }

    private static void reads(long millis, long rate) {
        pace(new Pace(10_000, 30_000, 75_000, millis, rate));
    }

    private Socket ask(String text) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress("127.0.0.1", door.port()));
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    private void awaitNothingHeld() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (door.inFlight.used() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertEquals(0, door.inFlight.used());
    }

    /** Reads until the end, or until it is cut off, and tells how much there was. */
    private static long drain(InputStream in) {
        byte[] some = new byte[1 << 16];
        long read = 0;
        try {
            int length = in.read(some);
            while (length >= 0) {
                read += length;
                length = in.read(some);
            }
        } catch (IOException cut) {
            // As it should be.
        }
        return read;
    }

    @Test
    void aByteNowAndThenIsNotEnough() throws Exception {
        reads(2_000, LARGE);
        try (Socket socket = ask(REQUEST)) {
            assertEquals("HTTP/1.1 200 OK", new String(socket.getInputStream().readNBytes(15), ISO_8859_1));
            assertTrue(door.inFlight.used() >= LARGE);
            while (AnswerClock.cutOff() == before) {
                socket.getInputStream().read();
                Thread.sleep(50);
            }
            awaitNothingHeld();
            long read = drain(socket.getInputStream());
            assertTrue(read < LARGE, () -> "all " + read + " bytes came");
        }
        assertEquals(before + 1, AnswerClock.cutOff());
    }

    @Test
    void whoKeepsTheRateGetsAll() throws Exception {
        reads(1, LARGE / 30);
        try (Socket socket = ask(REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))) {
            socket.getInputStream().read();
            assertTrue(door.inFlight.used() >= LARGE);
            Thread.sleep(500);
            assertTrue(drain(socket.getInputStream()) > LARGE);
            awaitNothingHeld();
        }
        assertEquals(before, AnswerClock.cutOff());
    }

    /** What comes behind another answer has the time of both. */
    @Test
    void whatIsOwedBesidesCounts() throws Exception {
        reads(1, LARGE / 15);
        String last = REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        try (Socket socket = ask(REQUEST + last)) {
            Thread.sleep(500);
            assertTrue(drain(socket.getInputStream()) > 2L * LARGE);
            awaitNothingHeld();
        }
        assertEquals(before, AnswerClock.cutOff());
    }

    @Test
    void overHttp2OnlyTheStreamEnds() throws Exception {
        reads(500, LARGE);
        try (FrameClient client = FrameClient.begun(door.port())) {
            client.write(frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", PATH)));
            FrameClient.Frame reset = client.next(RST_STREAM);
            assertEquals(1, reset.stream());
            assertEquals(11, reset.payload()[3]);
            awaitNothingHeld();
            // The connection has no room left for anybody until its reader makes some.
            client.write(frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, (byte) 0xff, (byte) 0xff}));
            client.write(frame(HEADERS, END_HEADERS | END_STREAM, 3, head("GET", "/ping")));
            assertEquals(3, client.next(HEADERS).stream());
        }
        assertEquals(before + 1, AnswerClock.cutOff());
    }
}
