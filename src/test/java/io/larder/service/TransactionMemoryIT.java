package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import io.larder.PrometheusText;
import io.larder.door.codec.InFlight;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * EXEC on {@code /v1/ws}, in the service as it is: what its replies hold until all of them are there counts for
 * {@code larder.http.max-in-flight}, what does not fit changes nothing, and all of it is given back.
 */
class TransactionMemoryIT {

    private static final long PATIENCE_SECONDS = 120;
    private static final int ALL = 16 << 20;
    private static final int VALUE = 3 << 20;

    /** The values of so many GETs do not fit. */
    private static final int TOO_MANY = ALL / VALUE + 1;

    private static final String REFUSAL =
            "{\"error\":\"EXECABORT Transaction discarded because of: " + InFlight.TOO_LARGE + "\"}";

    @TempDir
    private Path work;

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private int port;

    private final class Reader implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                answers.add(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            answers.add("closed: " + code + ' ' + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            answers.add("failed: " + error);
        }
    }

    private String ask(WebSocket socket, String command) throws InterruptedException {
        socket.sendText(command, true).join();
        String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(answer, command);
        return answer;
    }

    /** The answer to EXEC of an INCR and so many GETs of the large value. */
    private String transaction(WebSocket socket, int gets) throws InterruptedException {
        assertEquals("{\"result\":\"OK\"}", ask(socket, "[\"MULTI\"]"));
        assertEquals("{\"result\":\"QUEUED\"}", ask(socket, "[\"INCR\",\"n\"]"));
        for (int i = 0; i < gets; i++) {
            assertEquals("{\"result\":\"QUEUED\"}", ask(socket, "[\"GET\",\"large\"]"));
        }
        return ask(socket, "[\"EXEC\"]");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private boolean nothingIsHeld() throws Exception {
        String metrics = client.send(request("/q/metrics").build(), BodyHandlers.ofString())
                .body();
        return PrometheusText.value(metrics, "larder_http_in_flight_bytes") == 0;
    }

    /** An answer may have come before what it held is given back. */
    private void awaitNothingHeld() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!nothingIsHeld()) {
            assertTrue(System.nanoTime() < deadline, "something is held for good");
            Thread.sleep(50);
        }
    }

    @Test
    void whatItsRepliesHoldIsBounded() throws Exception {
        port = FreePort.any();
        Map<String, String> settings =
                Map.of("QUARKUS_HTTP_PORT", Integer.toString(port), "LARDER_HTTP_MAX_IN_FLIGHT", Integer.toString(ALL));
        try (PackagedService service = new PackagedService(work, settings)) {
            String value = "x".repeat(VALUE);
            client.send(
                    request("/v1/keys/large")
                            .PUT(BodyPublishers.ofString(value))
                            .build(),
                    BodyHandlers.discarding());
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), new Reader())
                    .join();
            assertEquals(REFUSAL, transaction(socket, TOO_MANY), service.logged());
            awaitNothingHeld();
            assertEquals("{\"result\":null}", ask(socket, "[\"GET\",\"n\"]"));
            assertEquals("{\"result\":[1,\"" + value + "\"]}", transaction(socket, 1));
            awaitNothingHeld();
            // What has nothing to do with data is answered when the rest stands, and bounded too.
            String docs = "[[\"INCR\",\"docs\"]" + ",[\"COMMAND\",\"DOCS\"]".repeat(300) + "]";
            String told = client.send(
                            request("/multi-exec")
                                    .POST(BodyPublishers.ofString(docs))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertTrue(told.startsWith("[{\"result\":1},{\"result\":["), told.substring(0, 100));
            assertTrue(told.endsWith(
                    ",{\"error\":\"ERR too much is asked for in one transaction that is not of data\"}]"));
            // As often as one likes: nothing of those that were refused is left.
            for (int i = 0; i < TOO_MANY; i++) {
                assertEquals(REFUSAL, transaction(socket, TOO_MANY), service.logged());
            }
            assertEquals("{\"result\":[2,\"" + value + "\"]}", transaction(socket, 1));
            awaitNothingHeld();
            socket.abort();
        }
    }
}
