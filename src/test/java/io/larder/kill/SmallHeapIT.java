package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.PrometheusText;
import io.larder.door.codec.InFlight;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred clients at once, each with ten megabytes, before a service whose heap is a quarter of a gigabyte. */
class SmallHeapIT {

    private static final int CLIENTS = 100;
    private static final int LENGTH = 10_000_000;

    /** What a request takes that is too long for an event loop. */
    private static final int LONG_WORK = 8 << 20;

    private static final byte[] VALUE = "v".repeat(LENGTH).getBytes(StandardCharsets.US_ASCII);
    private static final String TOO_MUCH = "ERR so many words at once need more memory than this process has";

    @TempDir
    private Path work;

    private Service service;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        service = new Service(work.resolve("data"), "JAVA_TOOL_OPTIONS=-Xmx256m");
        service.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        service.close();
    }

    private interface Client {
        String answer(int number) throws IOException;
    }

    /** Sends a request, takes its answer to the end; all of it where it is short, else its beginning and end. */
    private String ask(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(120_000);
            OutputStream out = socket.getOutputStream();
            out.write((head + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            InputStream in = socket.getInputStream();
            String first = new String(in.readNBytes(1_000), StandardCharsets.US_ASCII);
            in.transferTo(OutputStream.nullOutputStream());
            return first;
        }
    }

    /** How many were served; each other one was told why not, and the service is well. */
    private int atOnce(String served, Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            answers.add(threads.submit(() -> client.answer(number)));
        }
        int well = 0;
        for (Future<String> each : answers) {
            String answer = answer(each);
            if (answer.startsWith("HTTP/1.1 " + served)) {
                well++;
            } else {
                boolean later = answer.contains(InFlight.REFUSAL + '"');
                assertTrue(answer.startsWith(later ? "HTTP/1.1 503 " : "HTTP/1.1 400 "), answer + service.logged());
                assertEquals(later, answer.contains("retry-after: 1\r\n"), answer);
                assertTrue(later || answer.contains(TOO_MUCH) || answer.contains(InFlight.TOO_LARGE), answer);
            }
        }
        threads.shutdown();
        assertEquals("PONG", service.call("PING").path("result").asText());
        assertFalse(service.logged().contains("OutOfMemoryError"), service.logged());
        return well;
    }

    private static String answer(Future<String> each) throws InterruptedException {
        try {
            return each.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a client has lost its connection", e.getCause());
        }
    }

    @Test
    void tinyTransactionsDoNotWaitForMemory() throws Exception {
        List<Socket> idle = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2 * CLIENTS);
        try {
            // Large requests that do not come to their end hold what memory there is.
            while (inFlight("max_bytes") - inFlight("bytes") >= LONG_WORK) {
                long before = inFlight("bytes");
                Socket socket = new Socket("127.0.0.1", service.port());
                idle.add(socket);
                String head = "POST /set/large HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LENGTH + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                while (inFlight("bytes") == before) {
                    Thread.sleep(10);
                }
            }
            byte[] tiny = "[[\"INCR\",\"hits\"],[\"PUBLISH\",\"hits\",\"one\"],[\"EXPIRE\",\"hits\",\"100\"]]"
                    .getBytes(StandardCharsets.US_ASCII);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 2 * CLIENTS; i++) {
                answers.add(threads.submit(() -> ask("POST /multi-exec HTTP/1.1", tiny)));
            }
            for (Future<String> each : answers) {
                String answer = answer(each);
                assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            }
            assertEquals(2 * CLIENTS, service.call("GET", "hits").path("result").asInt());
        } finally {
            threads.shutdown();
            for (Socket socket : idle) {
                socket.close();
            }
        }
        assertFalse(service.logged().contains("OutOfMemoryError"), service.logged());
    }

    private long inFlight(String which) throws IOException {
        URL metrics =
                URI.create("http://127.0.0.1:" + service.port() + "/q/metrics").toURL();
        try (InputStream in = metrics.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (long) PrometheusText.value(text, "larder_http_in_flight_" + which);
        }
    }

    @Test
    void largeRequestsAndAnswersDoNotExhaustIt() throws Exception {
        int written = atOnce("200", number -> ask("POST /set/k" + number % 20 + " HTTP/1.1", VALUE));
        assertTrue(written > 0);
        service.call("SET", "one", "v");
        ask("POST /set/large HTTP/1.1", VALUE);
        assertTrue(atOnce("200", number -> ask("GET /get/large HTTP/1.1", new byte[0])) > 0);
        byte[] twice = "[[\"GET\",\"large\"],[\"GET\",\"large\"]]".getBytes(StandardCharsets.US_ASCII);
        atOnce("200", number -> ask("POST /multi-exec HTTP/1.1", twice));
        byte[] often = ("[[\"SET\",\"not\",\"done\"]" + ",[\"GET\",\"large\"]".repeat(1_000) + "]")
                .getBytes(StandardCharsets.US_ASCII);
        assertEquals(0, atOnce("200", number -> ask("POST /multi-exec HTTP/1.1", often)));
        assertTrue(service.call("GET", "not").path("result").isNull());
        assertTrue(atOnce("20", number -> ask("PUT /v1/keys/k" + number % 20 + " HTTP/1.1", VALUE)) > 0);
        assertTrue(atOnce("200", number -> ask("GET /v1/keys/large HTTP/1.1", new byte[0])) > 0);
        byte[] words = ("[\"DEL\"" + ",\"k\"".repeat(1_000_000) + "]").getBytes(StandardCharsets.US_ASCII);
        assertEquals(0, atOnce("200", number -> ask("POST / HTTP/1.1", words)));
        assertTrue(ask("POST / HTTP/1.1", words).contains(TOO_MUCH));
        // Nothing is held for good.
        assertTrue(ask("POST /set/k HTTP/1.1", VALUE).startsWith("HTTP/1.1 200 "));
    }

    /** Who is refused may come again: an answer that found no room has taken nothing out. */
    @Test
    void whatIsTakenOutIsAnswered() throws Exception {
        byte[] value = Arrays.copyOf(VALUE, LENGTH / 2);
        for (int i = 0; i < CLIENTS; i++) {
            String stored = ask("POST /set/k" + i + " HTTP/1.1", value);
            assertTrue(stored.startsWith("HTTP/1.1 200 "), stored);
        }
        assertEquals(CLIENTS, service.call("DBSIZE").path("result").asInt());
        int answered = atOnce("200", number -> ask("GET /getdel/k" + number + " HTTP/1.1", new byte[0]));
        assertTrue(answered > 0);
        assertEquals(CLIENTS - answered, service.call("DBSIZE").path("result").asInt());
    }

    /** Counts what comes on a WebSocket, and keeps the beginning of a message only. */
    private static final class Reader implements WebSocket.Listener {

        private final CompletableFuture<String> answer = new CompletableFuture<>();
        private String begun = "";

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (begun.length() < 200) {
                begun += data.subSequence(0, Math.min(200, data.length()));
            }
            if (last) {
                answer.complete(begun);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            answer.completeExceptionally(error);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            answer.complete("closed " + code + ' ' + reason);
            return CompletableFuture.completedStage(null);
        }
    }

    /** What each of so many WebSockets is told that send the same message at once. */
    private List<String> overSockets(String message) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI address = URI.create("ws://127.0.0.1:" + service.port() + "/v1/ws");
        List<Reader> readers = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Reader reader = new Reader();
            WebSocket socket =
                    client.newWebSocketBuilder().buildAsync(address, reader).join();
            readers.add(reader);
            sockets.add(socket);
        }
        for (WebSocket socket : sockets) {
            socket.sendText(message, true).join();
        }
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            answers.add(readers.get(i).answer.get(120, TimeUnit.SECONDS));
            sockets.get(i).abort();
        }
        assertEquals("PONG", service.call("PING").path("result").asText());
        assertFalse(service.logged().contains("OutOfMemoryError"), service.logged());
        return answers;
    }

    @Test
    void largeAnswersOverWebSocketsDoNotExhaustItEither() throws Exception {
        service.call("SET", "one", "v");
        ask("POST /set/large HTTP/1.1", VALUE);
        List<String> answers = overSockets("[\"GET\",\"large\"]");
        for (String answer : answers) {
            assertTrue(answer.startsWith("{\"result\":\"vvv") || answer.contains(InFlight.REFUSAL), answer);
        }
        assertTrue(answers.stream().anyMatch(answer -> answer.startsWith("{\"result\":\"vvv")));
        long deadline = System.currentTimeMillis() + 20_000;
        while (inFlight("bytes") > 0 && System.currentTimeMillis() < deadline) {
            Thread.sleep(100);
        }
        assertEquals(0, inFlight("bytes"));
    }
}
