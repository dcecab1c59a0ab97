package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.http.TestDoor.Seen;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not HTTP as the server understands it: an answer with a body in JSON, then the end of the connection. */
class MalformedTest {

    private static final String AUTHORIZED = "Host: localhost\r\nAuthorization: Bearer " + TestDoor.TOKEN + "\r\n";
    private static final String SYNTAX = "400 {\"error\":\"ERR the request is not well-formed HTTP\"}";

    private static TestDoor door;

    @BeforeAll
    static void open() {
        door = new TestDoor();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static String answer(String... pieces) {
        return Seen.parse(door.raw(pieces)).all();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /ping\r\n\r\n",
                "GET /ping JUNK\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET /ping HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /ping HTTP/1.1\r\na b: c\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n[]",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n[]",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n[]",
                "POST / HTTP/1.1\r\n" + AUTHORIZED + "Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n"
            })
    void whatIsNotWellFormedIsToldSo(String request) {
        assertEquals(SYNTAX, answer(request));
    }

    @Test
    void itDoesNotMatterInWhichPiecesItComes() {
        assertEquals(SYNTAX, answer("G", "ARBAGE\r\n", "\r\n"));
        assertEquals(SYNTAX, answer("P", "R", "I", " IT\r\n\r\n"));
        assertTrue(door.raw("P", "OST /ping HTTP/1.1\r\nConnection: close\r\n" + AUTHORIZED + "\r\n")
                .endsWith("{\"result\":\"PONG\"}"));
    }

    /** The server below would answer these by itself, without a body, and leave the connection open. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: !!!\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMA\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\n",
                "Connection: Upgrade\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
            })
    void aMalformedUpgradeToTheSecondVersionHasOneAnswer(String headers) {
        String answer = door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "Upgrade: h2c\r\n" + headers + "\r\n");
        assertEquals(
                "400 {\"error\":\"ERR the request to go on by HTTP/2 is not well-formed: see RFC 7540, section 3.2\"}",
                Seen.parse(answer).all());
        assertEquals(0, answer.lastIndexOf("HTTP/1.1 "));
    }

    /** As the JDK's client asks for it with its first request. */
    @ParameterizedTest
    @ValueSource(strings = {"Upgrade, HTTP2-Settings", "upgrade,http2-settings"})
    void aRequestThatGoesOnByTheSecondVersionIsLetThrough(String connection) throws Exception {
        String request = "GET /ping HTTP/1.1\r\n" + AUTHORIZED + "Connection: " + connection + "\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAA\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertEquals("HTTP/1.1 101", new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsTooLongIsToldSo() {
        String much = "x".repeat(3 << 20);
        assertEquals("414 {\"error\":\"ERR max URL size exceeded\"}", answer("GET /get/" + much + " HTTP/1.1\r\n\r\n"));
        assertEquals(
                "431 {\"error\":\"ERR max header size exceeded\"}",
                answer("GET /ping HTTP/1.1\r\nHost: localhost\r\nX: " + much + "\r\n\r\n"));
    }

    @Test
    void whatIsNotSupportedIsToldSo() {
        assertEquals(
                "505 {\"error\":\"ERR the only versions of HTTP that can be read are 1.0, 1.1 and 2\"}",
                answer("GET /ping HTTP/7.0\r\nHost: localhost\r\n\r\n"));
        assertEquals(
                "501 {\"error\":\"ERR the only Transfer-Encoding that can be read is chunked\"}",
                answer("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: br\r\n\r\n[\"PING\"]"));
        assertEquals(
                "400 {\"error\":\"ERR the request has no Host header\"}", answer("GET /ping HTTP/1.1\r\nA: b\r\n\r\n"));
        for (String target : new String[] {"*", "ping", "localhost:80"}) {
            assertEquals(
                    "400 {\"error\":\"ERR the request's target must be a path\"}",
                    answer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
    }

    @Test
    void optionsOfTheServerAreThoseOfItsRoot() {
        Seen seen = Seen.parse(door.raw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assertEquals(204, seen.status());
        assertEquals("POST, OPTIONS", seen.header("allow"));
    }

    @Test
    void theAnswersBeforeComeFirst() {
        String long1 = "GET /toolong HTTP/1.1\r\n" + AUTHORIZED + "\r\n";
        String seen = door.raw(long1 + long1 + "GARBAGE\r\n\r\n" + long1);
        String[] answers = seen.split("HTTP/1.1 ");
        assertEquals(4, answers.length, seen);
        assertTrue(answers[1].endsWith("{\"result\":\"worker\"}"), seen);
        assertTrue(answers[2].endsWith("{\"result\":\"worker\"}"), seen);
        assertTrue(answers[3].startsWith("400 Bad Request"), seen);
        assertTrue(answers[3].contains("connection: close"), seen);
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws IOException {
        try (Socket first = new Socket("127.0.0.1", door.port())) {
            first.getOutputStream().write(("GET /ping HTTP/1.1\r\n" + AUTHORIZED).getBytes(StandardCharsets.US_ASCII));
            Connections.allow(0);
            Seen seen = Seen.parse(door.raw("GET /ping HTTP/1.1\r\n" + AUTHORIZED + "\r\n"));
            assertEquals("503 {\"error\":\"ERR max number of clients reached\"}", seen.all());
            assertEquals("1", seen.header("retry-after"));
        } finally {
            Connections.allow(Integer.MAX_VALUE);
        }
        assertTrue(door.raw("GET /ping HTTP/1.1\r\nConnection: close\r\n" + AUTHORIZED + "\r\n")
                .endsWith("{\"result\":\"PONG\"}"));
    }
}
