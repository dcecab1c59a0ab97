package io.larder.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import io.larder.PrometheusText;
import java.io.ByteArrayOutputStream;
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

/** Readers that ask for a large answer and take none of it: what it holds is given back, at each of the doors. */
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
        return PrometheusText.value(
                client.send(request("/q/metrics").build(), BodyHandlers.ofString())
                        .body(),
                name);
    }

    private Socket ask(String path) throws IOException {
        return ask(path, "", "HTTP/1.1 200 OK");
    }

    private Socket ask(String path, String headers, String status) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        assertEquals(status, new String(socket.getInputStream().readNBytes(status.length()), ISO_8859_1));
        return socket;
    }

    /** Sends a command in a frame that is masked with zeros. */
    private Socket askWebSocket(String command) throws IOException {
        String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
        Socket socket = ask("/v1/ws", upgrade, "HTTP/1.1 101");
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | command.length());
        frame.write(new byte[4]);
        frame.write(command.getBytes(ISO_8859_1));
        socket.getOutputStream().write(frame.toByteArray());
        return socket;
    }

    /** What the answer to a command that was just sent holds. */
    private double heldSoon() throws Exception {
        double held = 0;
        for (int i = 0; i < 200 && held < LARGE; i++) {
            Thread.sleep(20);
            held = metric("larder_http_in_flight_bytes");
        }
        return held;
    }

    private void await(String metric, double wanted, PackagedService service) throws Exception {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (metric(metric) != wanted && System.currentTimeMillis() < deadline) {
            Thread.sleep(200);
        }
        assertEquals(wanted, metric(metric), service.logged());
    }

    @Test
    void whoReadsNothingHoldsNothingForLong() throws Exception {
        port = FreePort.any();
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
                await("larder_http_answers_cut_off_total", 2, service);
                assertEquals(0, metric("larder_http_in_flight_bytes"));
            }
            try (Socket socket = askWebSocket("[\"GET\",\"large\"]")) {
                assertTrue(heldSoon() >= LARGE, () -> "nothing is held: " + socket);
                await("larder_http_in_flight_bytes", 0, service);
            }
            assertEquals(
                    200,
                    client.send(request("/get/large").build(), BodyHandlers.discarding())
                            .statusCode());
        }
    }
}
