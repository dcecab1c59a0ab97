package io.larder.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that ask for a large answer and take none of it: what it holds is given back, at each of the two doors. */
class SlowReaderIT {

    private static final long PATIENCE_MILLIS = 60_000;

    /** More than the two ends of a connection keep by themselves. */
    private static final int LARGE = 9 << 20;

    @TempDir
    private Path work;

    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private double metric(String name) throws IOException, InterruptedException {
        return client.send(request("/q/metrics").build(), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
        assertEquals("HTTP/1.1 200 OK", new String(socket.getInputStream().readNBytes(15), ISO_8859_1));
        return socket;
    }

    @Test
    void whoReadsNothingHoldsNothingForLong() throws Exception {
        port = PackagedService.freePort();
        Map<String, String> settings = Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "LARDER_HTTP_ANSWER_TIMEOUT", "6s",
                "LARDER_HTTP_ANSWER_RATE", "100M");
        try (PackagedService service = new PackagedService(work, settings)) {
            byte[] value = "x".repeat(LARGE).getBytes(ISO_8859_1);
            client.send(
                    request("/v1/keys/large")
                            .PUT(BodyPublishers.ofByteArray(value))
                            .build(),
                    BodyHandlers.discarding());
            try (Socket dialect = ask("/get/large");
                    Socket resource = ask("/v1/keys/large")) {
                double held = metric("larder_http_in_flight_bytes");
                assertTrue(held >= 2L * LARGE, () -> held + " bytes are held: " + dialect + resource);
                long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
                while (metric("larder_http_answers_cut_off_total") < 2 && System.currentTimeMillis() < deadline) {
                    Thread.sleep(200);
                }
                assertEquals(2, metric("larder_http_answers_cut_off_total"), service.logged());
                assertEquals(0, metric("larder_http_in_flight_bytes"));
            }
            assertEquals(
                    200,
                    client.send(request("/get/large").build(), BodyHandlers.discarding())
                            .statusCode());
        }
    }
}
