package io.larder.service;

import static io.larder.monitoring.Collector.attributes;
import static io.larder.monitoring.Collector.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import io.larder.monitoring.Collector;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to the packaged service, seen from a collector of traces. */
class TracesIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    /** Fewer requests than one connection of HTTP/2 may have. */
    private static final int AT_ONCE = 50;

    private final HttpClient client = HttpClient.newHttpClient();
    private Collector collector;
    private int port;

    @TempDir
    private Path work;

    @BeforeEach
    void listen() throws IOException {
        collector = new Collector();
        port = FreePort.any();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    private PackagedService service() throws Exception {
        PackagedService service = new PackagedService(
                work,
                Map.of("QUARKUS_HTTP_PORT", Integer.toString(port), "LARDER_TRACES_ENDPOINT", collector.endpoint()));
        assertEquals(200, send("GET", "/ping", "").statusCode());
        return service;
    }

    private URI at(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at("http", path)).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void everyDoorJoinsTheTraceOfItsSender() throws Exception {
        String[] traced = {"traceparent", "00-" + TRACE + "-" + PARENT + "-01"};
        try (PackagedService service = service()) {
            send("POST", "/", "[\"SET\",\"k\",\"v\"]", traced);
            send("GET", "/v1/keys/k", "", traced);
            client.newWebSocketBuilder()
                    .header(traced[0], traced[1])
                    .buildAsync(at("ws", "/v1/ws"), new WebSocket.Listener() {})
                    .join()
                    .sendText("[\"STRLEN\",\"k\"]", true)
                    .join();
            for (String name : List.of("POST /", "GET /v1/keys/{key}", "GET /v1/ws")) {
                Span span = collector.await(name);
                assertEquals(TRACE, hex(span.getTraceId()), name);
                assertEquals(PARENT, hex(span.getParentSpanId()), name);
            }
            assertEquals("SET", attributes(collector.await("POST /")).get("db.operation.name"));
            assertEquals("101", attributes(collector.await("GET /v1/ws")).get("http.response.status_code"));
            Span command = collector.await("STRLEN");
            assertEquals(
                    collector.await("GET /v1/ws").getSpanId(),
                    command.getLinks(0).getSpanId());
            assertEquals("websocket", attributes(command).get("larder.door"));
            assertTrue(
                    send("GET", "/q/metrics", "").body().contains("larder_traces_spans_total{outcome=\"exported\"}"));
        }
        assertTrue(collector.spans().stream().noneMatch(span -> span.getName().contains("/q")), "operators' pages");
    }

    @Test
    void aRequestHasItsOwnCommandsAndAStopSendsTheLastOnes() throws Exception {
        int count = 600;
        try (PackagedService service = service()) {
            List<CompletableFuture<HttpResponse<Void>>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                // KEYS is carried out by a worker.
                String body = i % 3 == 0 ? "[\"KEYS\",\"*\"]" : i % 3 == 1 ? "[\"INCR\",\"n\"]" : "[\"DBSIZE\"]";
                HttpRequest request = HttpRequest.newBuilder(at("http", "/"))
                        .POST(BodyPublishers.ofString(body))
                        .build();
                sent.add(client.sendAsync(request, BodyHandlers.discarding()));
                if (sent.size() == AT_ONCE) {
                    sent.forEach(CompletableFuture::join);
                    sent.clear();
                }
            }
        }
        Map<String, Span> requests = new HashMap<>();
        Set<String> answered = new HashSet<>();
        for (Span span : collector.spans()) {
            if (span.getName().equals("POST /")) {
                requests.put(hex(span.getSpanId()), span);
            }
        }
        for (Span span : collector.spans()) {
            Span request = requests.get(hex(span.getParentSpanId()));
            if (request != null) {
                assertEquals(request.getTraceId(), span.getTraceId());
                assertEquals(span.getName(), attributes(request).get("db.operation.name"));
                assertTrue(answered.add(hex(request.getSpanId())), "two commands in one request");
            }
        }
        assertEquals(count, requests.size());
        assertEquals(count, answered.size());
    }
}
