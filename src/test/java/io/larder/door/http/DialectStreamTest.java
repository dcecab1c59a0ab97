package io.larder.door.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The streams of the dialect, over sockets: what is sent, when it ends, and how much waits for whom. */
class DialectStreamTest {

    private TestDoor door;

    @BeforeEach
    void open() {
        door = new TestDoor();
    }

    @AfterEach
    void close() {
        door.close();
    }

    /** A stream as it comes in, its chunks put together. */
    private final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader head;

        Stream(String method, String path, String token) throws IOException {
            socket = new Socket("127.0.0.1", door.port());
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Length: 0\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(UTF_8));
            InputStream in = socket.getInputStream();
            head = new BufferedReader(new InputStreamReader(in, UTF_8));
        }

        /** The status and headers. */
        String head() throws IOException {
            StringBuilder text = new StringBuilder();
            for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                text.append(line).append('\n');
            }
            return text.toString();
        }

        /** The beginning of a body that is none of a stream. */
        String body() throws IOException {
            char[] text = new char[30];
            int read = 0;
            while (read < text.length) {
                read += head.read(text, read, text.length - read);
            }
            return new String(text);
        }

        /** The next line of data, null at the end. Sizes of chunks and comments are passed over. */
        String data() throws IOException {
            String line = head.readLine();
            while (line != null && !line.startsWith("data:")) {
                line = head.readLine();
            }
            return line;
        }

        /** Whether the answer ends, and in order, so that a reader does not take it for an accident. */
        boolean ends() throws IOException {
            String line = head.readLine();
            while (line != null && !line.equals("0")) {
                line = head.readLine();
            }
            return line != null;
        }

        String comment() throws IOException {
            String line = head.readLine();
            while (line != null && !line.startsWith(":")) {
                line = head.readLine();
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Stream stream(String method, String path) throws IOException {
        return new Stream(method, path, TestDoor.TOKEN);
    }

    private int publish(String channel, String message) {
        String body = door.post("/publish/" + channel, message).body();
        return Integer.parseInt(body.replaceAll("\\D", ""));
    }

    /** A stream that is closed is noticed a moment later. */
    private void awaitNobody(String channel) throws InterruptedException {
        for (int i = 0; i < 500 && publish(channel, "x") > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, publish(channel, "x"));
    }

    @Test
    void aChannelIsStreamed() throws Exception {
        for (String method : new String[] {"GET", "POST"}) {
            try (Stream stream = stream(method, "/subscribe/chat")) {
                String head = stream.head();
                assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
                assertTrue(head.toLowerCase().contains("content-type: text/event-stream\n"), head);
                assertEquals("data: subscribe,chat,1", stream.data());
                assertEquals(1, publish("chat", "hello, world"));
                assertEquals("data: message,chat,hello, world", stream.data());
                publish("chat", "two\nlines");
                assertEquals("data: message,chat,two", stream.data());
                assertEquals("data:lines", stream.data());
                assertEquals(": ping", stream.comment());
            }
            awaitNobody("chat");
        }
    }

    @Test
    void aPatternIsStreamed() throws Exception {
        try (Stream stream = stream("POST", "/psubscribe/user:*")) {
            stream.head();
            assertEquals("data: psubscribe,user:*,1", stream.data());
            publish("user:1", "x");
            assertEquals("data: pmessage,user:*,user:1,x", stream.data());
        }
        awaitNobody("user:1");
    }

    @Test
    void allBehindTheSlashIsTheName() throws Exception {
        for (String[] name : new String[][] {
            {"room/1", "room/1"}, {"100%", "100%"}, {"a%20b", "a b"}, {"gr%C3%BC%C3%9Fe", "grüße"}, {"", ""}
        }) {
            try (Stream stream = stream("GET", "/subscribe/" + name[0])) {
                stream.head();
                assertEquals("data: subscribe," + name[1] + ",1", stream.data());
            }
        }
    }

    @Test
    void commandsAreStreamed() throws Exception {
        try (Stream stream = stream("POST", "/monitor")) {
            stream.head();
            assertEquals("data: \"OK\"", stream.data());
            door.get("/get/some%20key");
            String line = stream.data();
            assertTrue(line.matches("data: \\d+\\.\\d{6} \\[0 0\\.0\\.0\\.0:0] \"get\" \"some key\""), line);
        }
    }

    @Test
    void aReaderMayListenButNotWatch() throws Exception {
        try (Stream stream = new Stream("GET", "/subscribe/chat", TestDoor.READ_ONLY)) {
            stream.head();
            assertEquals("data: subscribe,chat,1", stream.data());
        }
        try (Stream stream = new Stream("GET", "/monitor", TestDoor.READ_ONLY)) {
            assertTrue(stream.head().startsWith("HTTP/1.1 400 "));
            assertTrue(stream.body().startsWith("{\"error\":\"NOPERM "));
        }
        try (Stream stream = new Stream("GET", "/subscribe/chat", "wrong")) {
            assertTrue(stream.head().startsWith("HTTP/1.1 401 "));
        }
    }

    @Test
    void itEndsWithTheTokenThatItWasAskedForWith() throws Exception {
        Tokens tokens = Tokens.of(List.of(TestDoor.TOKEN, "old"), List.of());
        door.close();
        door = new TestDoor(tokens, false, TestDoor.LIMITS);
        try (Stream stays = stream("GET", "/subscribe/chat");
                Stream channel = new Stream("GET", "/subscribe/chat", "old");
                Stream monitor = new Stream("GET", "/monitor", "old")) {
            assertEquals("data: subscribe,chat,1", stays.data());
            assertEquals("data: subscribe,chat,1", channel.data());
            assertEquals("data: \"OK\"", monitor.data());
            tokens.replace(List.of("new", TestDoor.TOKEN), List.of());
            assertTrue(channel.ends());
            assertTrue(monitor.ends());
            assertEquals(1, publish("chat", "hello"));
            assertEquals("data: message,chat,hello", stays.data());
        }
    }

    @Test
    void thereAreOnlySoMany() throws Exception {
        Stream[] streams = new Stream[TestDoor.STREAMS];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = stream("GET", "/subscribe/many");
            assertTrue(streams[i].head().startsWith("HTTP/1.1 200 "));
        }
        try (Stream one = stream("GET", "/subscribe/many")) {
            assertTrue(one.head().startsWith("HTTP/1.1 503 "));
            assertEquals("{\"error\":\"ERR max number of st", one.body());
        }
        for (Stream stream : streams) {
            stream.close();
        }
        awaitNobody("many");
    }

    @Test
    void whoDoesNotReadIsCutOff() throws Exception {
        try (Stream stream = stream("GET", "/subscribe/flood")) {
            stream.head();
            String message = "x".repeat(10_000);
            int sent = 0;
            while (publish("flood", message) > 0) {
                sent++;
                assertTrue(sent < 10_000, "it takes everything");
            }
            // What was on its way still comes, then the end.
            String last = "";
            try {
                for (String line = stream.data(); line != null; line = stream.data()) {
                    last = line;
                }
            } catch (IOException reset) {
                // The end as well.
            }
            assertTrue(last.startsWith("data: "), last);
        }
        try (Stream next = stream("GET", "/subscribe/flood")) {
            next.head();
            assertEquals("data: subscribe,flood,1", next.data());
        }
    }
}
