package io.larder.kill;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM comes while clients are at work, and they notice no more than that they have to come again. */
class StopIT {

    private static final String SMALL = "LARDER_MEMORY_MAX=256M";
    /** More than the buffers of sockets take. */
    private static final int LARGE = 8 << 20;

    private static final int STOPS = 3;
    private static final int WAIT_SECONDS = 20;

    @TempDir
    Path directory;

    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    @Test
    void writersGoOnAfterEachStop() throws Exception {
        Certificate certificate = new Certificate(directory.resolve("server.p12"));
        List<String> settings = new ArrayList<>(List.of(certificate.settings()));
        settings.addAll(List.of(SMALL, "LARDER_STOP_WAIT=" + WAIT_SECONDS + "s"));
        try (Service service = new Service(directory.resolve("data"), settings.toArray(String[]::new))) {
            service.start();
            List<Writer> writers = List.of(
                    new Writer(service, 0, HttpClient.Version.HTTP_1_1),
                    new Writer(service, 1, HttpClient.Version.HTTP_1_1),
                    new Writer(service, 2, HttpClient.Version.HTTP_2),
                    new Writer(service, 3, HttpClient.Version.HTTP_1_1, certificate),
                    new Writer(service, 4, HttpClient.Version.HTTP_2, certificate));
            List<Thread> threads = writers.stream().map(Thread::new).toList();
            threads.forEach(Thread::start);
            for (int stop = 0; stop < STOPS; stop++) {
                CompletableFuture<String> socket = socket(service, "/v1/ws");
                CompletableFuture<String> reconnecting = socket(service, "/connection/websocket");
                CompletableFuture<HttpResponse<String>> events = events(service);
                Thread.sleep(700);
                for (Writer writer : writers) {
                    writer.awaitMore();
                }
                long begun = System.nanoTime();
                assertEquals(143, service.stop());
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
                assertTrue(seconds < WAIT_SECONDS, "something held it up: " + seconds + " s");
                assertEquals("1001 shutdown", socket.get(5, TimeUnit.SECONDS));
                assertEquals("3001 shutdown", reconnecting.get(5, TimeUnit.SECONDS));
                assertTrue(events.get(5, TimeUnit.SECONDS).body().contains("subscribe,news"), "an end in order");
                service.start();
                for (Writer writer : writers) {
                    writer.verify(writer.seen);
                }
            }
            enough = true;
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), List.copyOf(faults));
            for (Writer writer : writers) {
                writer.verify(0);
                assertTrue(writer.sure > 10 * STOPS, "hardly anything was written: " + writer.sure);
            }
            assertFalse(service.logged().contains("was killed"), service.logged());
            assertFalse(service.logged().contains("without an answer"), service.logged());
        }
    }

    @Test
    void whatIsUnderWayIsAnsweredInTime() throws Exception {
        try (Service service = new Service(directory.resolve("data"), SMALL, "LARDER_STOP_WAIT=5s")) {
            service.start();
            try (Socket idle = new Socket("127.0.0.1", service.port());
                    Socket half = new Socket("127.0.0.1", service.port())) {
                idle.getOutputStream().write(request("[\"PING\"]", 8));
                read(idle, "PONG");
                begin(half);
                Future<Integer> stopped = stop(service);
                assertEquals(-1, idle.getInputStream().read(), "an idle connection is closed at once");
                Service.mustRefuseConnections(service.port());
                half.getOutputStream().write("\"k\",\"v\"]".getBytes(US_ASCII));
                String answer = read(half, "OK");
                assertTrue(answer.toLowerCase().contains("connection: close"), answer);
                assertEquals(-1, half.getInputStream().read());
                half.close();
                assertEquals(143, stopped.get(20, TimeUnit.SECONDS));
            }
            service.start();
            assertEquals("v", service.call("GET", "k").path("result").asText());
            assertFalse(service.logged().contains("without an answer"), service.logged());
            try (Socket half = new Socket("127.0.0.1", service.port())) {
                begin(half);
                assertEquals(143, service.stop());
                assertTrue(service.logged().contains("without an answer on 1 connections"), service.logged());
            }
            service.start();
            assertFalse(service.logged().contains("was killed"), service.logged());
        }
    }

    @Test
    void aSlowReaderGetsAllOfItsAnswer() throws Exception {
        try (Service service = new Service(directory.resolve("data"), SMALL)) {
            service.start();
            service.call("SETRANGE", "large", Integer.toString(LARGE - 1), "x");
            try (Socket reader = new Socket()) {
                reader.setReceiveBufferSize(64 << 10);
                reader.connect(new InetSocketAddress("127.0.0.1", service.port()));
                reader.getOutputStream()
                        .write("GET /v1/keys/large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                reader.setSoTimeout(10_000);
                assertEquals("HTTP/1.1 200 ", new String(reader.getInputStream().readNBytes(13), US_ASCII));
                Future<Integer> stopped = stop(service);
                Thread.sleep(300);
                byte[] all = reader.getInputStream().readAllBytes();
                String text = new String(all, US_ASCII);
                assertEquals(LARGE, all.length - text.indexOf("\r\n\r\n") - 4);
                reader.close();
                assertEquals(143, stopped.get(20, TimeUnit.SECONDS));
            }
        }
    }

    private static Future<Integer> stop(Service service) {
        var executor = Executors.newSingleThreadExecutor();
        Future<Integer> stopped = executor.submit(service::stop);
        executor.shutdown();
        return stopped;
    }

    private static byte[] request(String body, int length) {
        return ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + body)
                .getBytes(US_ASCII);
    }

    /** Sends half of a SET behind a whole request: with its answer the service has read both. */
    private static void begin(Socket socket) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(request("[\"PING\"]", 8));
        both.write(request("[\"SET\",", 15));
        socket.getOutputStream().write(both.toByteArray());
        read(socket, "PONG");
    }

    /** What comes in until {@code last} has. */
    private static String read(Socket socket, String last) throws IOException {
        StringBuilder answer = new StringBuilder();
        socket.setSoTimeout(10_000);
        while (!answer.toString().contains(last + "\"}")) {
            int next = socket.getInputStream().read();
            assertTrue(next >= 0, () -> "ended after " + answer);
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** How a WebSocket that is opened now comes to be closed. */
    private static CompletableFuture<String> socket(Service service, String path) {
        CompletableFuture<String> closed = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + service.port() + path), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        closed.complete(code + " " + reason);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        closed.completeExceptionally(error);
                    }
                })
                .join();
        return closed;
    }

    /** All that a stream of events tells. */
    private static CompletableFuture<HttpResponse<String>> events(Service service) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/subscribe/news"))
                .header("Accept", "text/event-stream")
                .build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Writes one value after the other, and one again until it is acknowledged. */
    private final class Writer implements Runnable {
        private final Service service;
        private final int number;
        private final HttpClient client;
        private final URI target;
        private volatile int sure;
        private int seen;

        Writer(Service service, int number, HttpClient.Version version) {
            this.service = service;
            this.number = number;
            this.client = HttpClient.newBuilder().version(version).build();
            this.target = URI.create("http://127.0.0.1:" + service.port() + "/");
        }

        /** By TLS. */
        Writer(Service service, int number, HttpClient.Version version, Certificate certificate) throws Exception {
            this.service = service;
            this.number = number;
            this.client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(certificate.trust())
                    .build();
            this.target = URI.create("https://127.0.0.1:" + certificate.port() + "/");
        }

        @Override
        public void run() {
            try {
                for (int next = 0; !enough; ) {
                    if (wrote(next)) {
                        sure = ++next;
                    } else {
                        Thread.sleep(20);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Until it has written some more: on a slow machine with code that is not compiled yet that takes a while. */
        void awaitMore() throws InterruptedException {
            int wanted = sure + 11;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (sure < wanted) {
                assertTrue(System.nanoTime() < deadline, () -> "writer " + number + " has written " + sure + " in all");
                Thread.sleep(10);
            }
        }

        private boolean wrote(int n) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString("[\"SET\",\"" + key(n) + "\",\"" + n + "\"]"))
                    .build();
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && answer.body().equals("{\"result\":\"OK\"}")) {
                    return true;
                }
                if (answer.statusCode() != 503) {
                    faults.add(answer.statusCode() + " " + answer.body());
                }
            } catch (HttpTimeoutException e) {
                faults.add("no answer and no end: " + e);
            } catch (IOException e) {
                // It may come again.
            }
            return false;
        }

        private String key(int n) {
            return "w" + number + ":" + n;
        }

        /** What was acknowledged by now is there, from the given one on. */
        void verify(int first) throws IOException, InterruptedException {
            int end = sure;
            for (int from = first; from < end; from += 1_000) {
                List<List<String>> commands = new ArrayList<>();
                for (int n = from; n < Math.min(end, from + 1_000); n++) {
                    commands.add(List.of("GET", key(n)));
                }
                var answers = service.post(false, commands);
                for (int i = 0; i < commands.size(); i++) {
                    assertEquals(
                            Integer.toString(from + i),
                            answers.get(i).path("result").asText(),
                            commands.get(i)::toString);
                }
            }
            seen = end;
        }
    }
}
