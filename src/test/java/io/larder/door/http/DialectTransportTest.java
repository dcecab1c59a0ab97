package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.http.TestDoor.Seen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies in pieces, bodies that are too long or too slow, compression, HTTP/2. */
class DialectTransportTest {

    private static final String HEAD = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestDoor.TOKEN + "\r\n";

    private TestDoor door;

    @BeforeEach
    void open() {
        door = new TestDoor();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aBodyMayComeInChunks() {
        String answer = door.raw(
                "POST /pipeline" + HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
                "6\r\n[[\"PIN\r\n",
                "1\r\nG\r\n",
                "f\r\n\"],[\"ECHO\",\"a\"]\r\n1\r\n]\r\n",
                "0\r\n\r\n");
        assertEquals(
                "200 [{\"result\":\"PONG\"},{\"result\":\"a\"}]",
                Seen.parse(answer).all());
    }

    @Test
    void aBodyMayComeInManyPieces() {
        String value = "x".repeat(15_000);
        String body = "[\"ECHO\",\"" + value + "\"]";
        String answer = door.raw(
                "POST /" + HEAD + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body.charAt(0),
                body.substring(1, 7_000),
                body.substring(7_000, 7_010),
                body.substring(7_010));
        assertEquals("200 {\"result\":\"" + value + "\"}", Seen.parse(answer).all());
    }

    @Test
    void aBodyUpToTheBoundIsTaken() {
        String body = "[\"ECHO\",\"" + "x".repeat(TestDoor.LIMITS.body() - 11) + "\"]";
        assertEquals(TestDoor.LIMITS.body(), body.length());
        assertEquals(200, door.post("/", body).status());
        assertEquals(
                "413 {\"error\":\"ERR max request size exceeded. Limit: 20000 bytes, Actual: 20001 bytes\"}",
                door.post("/", body + " ").all());
    }

    @Test
    void aLongBodyIsRefusedBeforeItIsSent() {
        String answer = door.raw("POST /" + HEAD + "Content-Length: 10000000000\r\n\r\n");
        Seen seen = Seen.parse(answer);
        assertEquals(
                "413 {\"error\":\"ERR max request size exceeded. Limit: 20000 bytes, Actual: 10000000000 bytes\"}",
                seen.all());
        assertEquals("application/json", seen.header("content-type"));
        assertEquals("close", seen.header("connection"));
    }

    @Test
    void aLongBodyInChunksIsRefusedOnceItIsTooLong() {
        String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
        String answer =
                door.raw("POST /set/k" + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk, "1\r\nx\r\n");
        Seen seen = Seen.parse(answer);
        assertEquals(413, seen.status());
        assertTrue(seen.body().startsWith("{\"error\":\"ERR max request size exceeded. Limit: 20000 bytes, Actual: 2"));
        assertEquals("{\"result\":null}", door.get("/get/k").body());
    }

    /** A sender that sends all of its body before it reads must still see the answer. */
    @Test
    void whoSendsTooMuchStillSeesTheAnswer() {
        Seen seen = door.send("POST", "/set/k", BodyPublishers.ofByteArray(new byte[8 << 20]));
        assertEquals(
                "413 {\"error\":\"ERR max request size exceeded. Limit: 20000 bytes, Actual: 8388608 bytes\"}",
                seen.all());
        assertEquals(200, door.get("/ping").status());
    }

    @Test
    void whoSendsWithoutEndIsCutOff() throws IOException {
        long sent = 0;
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /" + HEAD + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1));
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);
            while (sent < 1L << 30) {
                out.write(chunk);
                sent += chunk.length;
            }
        } catch (IOException cutOff) {
            assertTrue(sent < 100 << 20, () -> "it was let send on");
            return;
        }
        throw new AssertionError("it was let send on");
    }

    @Test
    void aSlowBodyIsGivenUp() {
        long start = System.nanoTime();
        String answer = door.raw("POST /" + HEAD + "Content-Length: 100\r\n\r\n[\"PI");
        assertEquals(408, Seen.parse(answer).status());
        assertTrue(Seen.parse(answer).body().startsWith("{\"error\":\"ERR the request's body did not come in within"));
        assertTrue(System.nanoTime() - start < 9_000_000_000L);
    }

    @Test
    void theBodyIsAskedForWhenItIsWelcome() throws IOException {
        String body = "[\"PING\"]";
        String expecting = "Expect: 100-continue\r\nContent-Length: ";
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("POST /" + HEAD + expecting + body.length() + "\r\n\r\n").getBytes(UTF_8));
            byte[] go = socket.getInputStream().readNBytes(25);
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", new String(go, UTF_8));
            socket.getOutputStream().write(body.getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readNBytes(15), UTF_8);
            assertEquals("HTTP/1.1 200 OK", answer);
        }
        String tooLong = door.raw("POST /" + HEAD + expecting + "99999999\r\n\r\n");
        assertTrue(tooLong.startsWith("HTTP/1.1 413 "), tooLong);
        String stranger = door.raw("POST / HTTP/1.1\r\nHost: x\r\n" + expecting + "99999999\r\n\r\n");
        assertTrue(stranger.startsWith("HTTP/1.1 401 "), stranger);
        String other = door.raw("POST /" + HEAD + "Connection: close\r\nExpect: miracles\r\nContent-Length: 0\r\n\r\n");
        assertTrue(other.startsWith("HTTP/1.1 417 "), other);
    }

    @Test
    void requestsBehindEachOtherAreAnsweredInOrder() {
        String answers = door.raw("GET /toolong" + HEAD + "\r\nGET /echo/b" + HEAD + "\r\nPOST /" + HEAD
                + "Content-Length: 12\r\n\r\n[\"ECHO\",\"c\"]GET /echo/d" + HEAD + "Connection: close\r\n\r\n");
        assertTrue(answers.matches("(?s).*\"worker\".*\"b\".*\"c\".*\"d\".*"), answers);
    }

    @Test
    void aConnectionGoesOnAfterARefusal() {
        String body = "[\"PING\"]";
        String answers = door.raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n" + body + "DELETE /x" + HEAD
                + "Content-Length: 8\r\n\r\n" + body + "POST /" + HEAD
                + "Connection: close\r\nContent-Length: 8\r\n\r\n"
                + body);
        assertTrue(answers.matches("(?s)HTTP/1.1 401 .*HTTP/1.1 405 .*HTTP/1.1 200 .*PONG.*"), answers);
    }

    @Test
    void http10IsSpoken() {
        String answer = door.raw("GET /ping HTTP/1.0\r\nAuthorization: Bearer " + TestDoor.TOKEN + "\r\n\r\n");
        assertEquals("200 {\"result\":\"PONG\"}", Seen.parse(answer).all());
    }

    @Test
    void http2IsSpoken() throws IOException, InterruptedException {
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = http2.send(
                    door.request("/pipeline")
                            .POST(BodyPublishers.ofString("[[\"SET\",\"k\",\"" + i + "\"],[\"GET\",\"k\"]]"))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals("[{\"result\":\"OK\"},{\"result\":\"" + i + "\"}]", answer.body());
            assertEquals(HttpClient.Version.HTTP_2, answer.version());
        }
        HttpResponse<String> got = http2.send(door.request("/get/k").build(), BodyHandlers.ofString());
        assertEquals("{\"result\":\"2\"}", got.body());
        HttpResponse<String> tooLong = http2.send(
                door.request("/set/k")
                        .POST(BodyPublishers.ofByteArray(new byte[30_000]))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(413, tooLong.statusCode());
        assertEquals(
                "{\"error\":\"ERR max request size exceeded. Limit: 20000 bytes, Actual: 30000 bytes\"}",
                tooLong.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "gzip # true",
                "deflate, gzip;q=0.5, br # true",
                "GZIP # true",
                "* # true",
                "gzip;q=0 # false",
                "gzip; q=0.0 # false",
                "deflate # false",
                "identity # false"
            })
    void largeAnswersAreCompressedForWhoAsks(String accepted, boolean compressed) throws IOException {
        for (int size : new int[] {10_000, 100_000}) {
            Seen plain = door.get("/large/" + size);
            assertNull(plain.header("content-encoding"));
            assertEquals("accept-encoding", plain.header("vary"));
            HttpResponse<byte[]> answer =
                    door.send(door.request("/large/" + size).header("Accept-Encoding", accepted));
            assertEquals(
                    compressed, answer.headers().firstValue("content-encoding").isPresent());
            byte[] body = answer.body();
            assertEquals(
                    String.valueOf(body.length),
                    answer.headers().firstValue("content-length").orElseThrow());
            if (compressed) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            assertEquals(plain.body(), new String(body, UTF_8));
        }
    }

    @Test
    void smallAnswersAreNotCompressed() {
        Seen seen = door.get("/ping", "Accept-Encoding", "gzip");
        assertNull(seen.header("content-encoding"));
        assertNull(seen.header("vary"));
    }

    /** Answers that nobody reads must not pile up: what is asked behind them waits. */
    @Test
    void whoDoesNotReadIsNotServedOn() throws IOException, InterruptedException {
        int requests = 2_000;
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            byte[] one = ("GET /large/100000" + HEAD + "\r\n").getBytes(UTF_8);
            byte[] note = ("GET /note/x" + HEAD + "\r\n").getBytes(UTF_8);
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        socket.getOutputStream().write(one);
                        socket.getOutputStream().write(note);
                    }
                } catch (IOException closed) {
                    // The test has seen enough.
                }
            });
            writer.start();
            int before;
            do {
                before = door.probe.ran.size();
                Thread.sleep(1_000);
            } while (door.probe.ran.size() > before);
            assertTrue(before < 200, before + " were served");
            socket.getInputStream().readNBytes(20_000_000);
            assertTrue(door.probe.ran.size() > before, "reading lets it go on");
        }
    }

    @Test
    void bytesOfAnyValueComeThrough() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        door.send("PUT", "/set/k", BodyPublishers.ofByteArray(all));
        HttpResponse<byte[]> answer = door.send(door.request("/get/k").header("Upstash-Response-Format", "resp2"));
        assertTrue(Arrays.equals(all, Arrays.copyOfRange(answer.body(), 6, 262)));
    }
}
