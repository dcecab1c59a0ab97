package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import io.larder.monitoring.Collector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a run with right and wrong tokens at every door, no token is in the log, a metric, a trace or an error, no
 * value is in the log, a metric or a trace, and no key in a trace.
 */
class SecretsIT {

    private static final String OWNER = "the-token-of-the-owner";
    private static final String READER = "the-token-of-the-reader";
    private static final String WRONG = "a-token-that-is-wrong";
    private static final String COLLECTORS = "the-key-of-the-collector";
    private static final String KEY = "a-key-of-a-value";
    private static final String VALUE = "a-value-that-is-stored";

    private final HttpClient client = HttpClient.newHttpClient();
    private final StringBuilder told = new StringBuilder();
    private int port;
    private Collector collector;

    @BeforeEach
    void listen() throws IOException {
        collector = new Collector();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    @TempDir
    private Path work;

    @Test
    void noSecretIsWrittenDown() throws Exception {
        port = FreePort.any();
        Path file = Files.writeString(work.resolve("tokens"), OWNER + "\n");
        Map<String, String> settings = Map.of(
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "LARDER_AUTH_TOKEN_FILE",
                file.toString(),
                "LARDER_AUTH_READ_ONLY_TOKEN",
                READER,
                "LARDER_AUTH_TOKEN_RELOAD",
                "100ms",
                "LARDER_TRACES_ENDPOINT",
                collector.endpoint(),
                "LARDER_TRACES_HEADERS",
                "api-key=" + COLLECTORS,
                "QUARKUS_LOG_CATEGORY__IO_LARDER__LEVEL",
                "DEBUG");
        String log;
        String metrics;
        String traces;
        try (PackagedService service = new PackagedService(work, settings)) {
            assertEquals(200, send("GET", "/set/" + KEY + "/" + VALUE + "?_token=" + OWNER, "", "none"));
            for (String token : List.of(OWNER, READER, WRONG, WRONG + 1, WRONG + 2)) {
                everyDoor(token);
            }
            // A malformed request, and one too many words.
            send("POST", "/", "[\"SET\",\"" + KEY + "\",\"" + VALUE + "\",", OWNER);
            send("GET", "/get/" + KEY + "/" + VALUE, "", OWNER);
            Files.writeString(file, OWNER + "\nanother\n");
            awaitLogged(service, "The tokens have changed: 2 to do everything, 1 to read only");
            Files.writeString(file, OWNER + '\n' + OWNER + '\n');
            awaitLogged(service, "The tokens stay as they were");
            metrics = get("/q/metrics");
            log = service.logged();
        }
        traces = collector.text();
        for (String secret : List.of(OWNER, READER, WRONG, VALUE, KEY, COLLECTORS)) {
            assertFalse(traces.contains(secret), () -> secret + " is in the traces:\n" + traces);
        }
        for (String secret : List.of(OWNER, READER, WRONG, VALUE, COLLECTORS)) {
            assertFalse(log.contains(secret), () -> secret + " is in the log:\n" + log);
            assertFalse(metrics.contains(secret), () -> secret + " is in the metrics:\n" + metrics);
            // As in Redis, an error may repeat the words that were sent, to whoever sent them.
            assertTrue(secret.equals(VALUE) || !told.toString().contains(secret), () -> secret + " is told:\n" + told);
        }
        // It has looked at all that there is to see.
        assertTrue(log.contains("turned-away from=127.0.0.1 reason=TOKEN"), log);
        assertTrue(log.contains("who=reader"), log);
        assertTrue(log.contains("command=CONFIG|SET"), log);
        assertTrue(metrics.contains("redis_commands_total"), "no metrics");
        assertEquals(COLLECTORS, collector.headers().get(0).get("Api-key").get(0));
        for (String span : List.of("GET /{command}", "PUT /v1/keys/{key}", "GET /v1/ws", "CONFIG SET", "SET")) {
            assertTrue(traces.contains(span), () -> "no " + span);
        }
    }

    private static void awaitLogged(PackagedService service, String said) throws IOException, InterruptedException {
        for (int i = 0; i < 600 && !service.logged().contains(said); i++) {
            Thread.sleep(100);
        }
        assertTrue(service.logged().contains(said), service.logged());
    }

    private void everyDoor(String token) throws Exception {
        send("POST", "/", "[\"SET\",\"" + KEY + "\",\"" + VALUE + "\"]", token);
        send("GET", "/set/" + KEY + "/" + VALUE + "?_token=" + token, "", "none");
        send("PUT", "/v1/keys/" + KEY + "?_token=" + token, VALUE, "none");
        send("POST", "/v1/commands/CONFIG%20SET", "{\"arguments\":[\"requirepass\",\"" + VALUE + "\"]}", token);
        send("POST", "/multi-exec", "[[\"INCR\",\"" + KEY + "\"],[\"NONSENSE\",\"" + VALUE + "\"]]", token);
        String offered = "token."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        for (String path : List.of("/v1/ws", "/v1/ws?_token=" + token, "/connection/websocket")) {
            try {
                WebSocket socket = client.newWebSocketBuilder()
                        .subprotocols("larder", path.endsWith("ws") ? offered : "other")
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new WebSocket.Listener() {})
                        .join();
                socket.sendText("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}", true)
                        .join();
                socket.sendText("[\"SET\",\"" + KEY + "\",\"" + VALUE + "\"]", true)
                        .join();
                Thread.sleep(100);
                socket.abort();
            } catch (CompletionException refused) {
                // As it should be for the wrong one.
                told.append(refused.getCause().getMessage()).append('\n');
            }
        }
    }

    private String get(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private int send(String method, String path, String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.ofString(body));
        if (!token.equals("none")) {
            request.header("Authorization", "Bearer " + token);
        }
        var response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            told.append(response.body()).append('\n').append(response.headers()).append('\n');
        }
        return response.statusCode();
    }
}
