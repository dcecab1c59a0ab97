package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests before, while and after a gate opens; behind it, a door that says how many bytes it was sent. */
class StartGateTest {

    private static final long FOR_EVER = TimeUnit.MINUTES.toMillis(5);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private StartGate gate(long waitMillis) throws Exception {
        StartGate gate = new StartGate(
                vertx, waitMillis, (request, no) -> new Answer(vertx, request).refuse(no.status(), no.text()));
        Router router = Router.router(vertx);
        router.route().handler(gate);
        router.route()
                .handler(context -> context.request()
                        .body()
                        .onSuccess(body -> context.response().end(Integer.toString(body.length()))));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        port = server.actualPort();
        return gate;
    }

    private CompletableFuture<HttpResponse<String>> post(int bytes) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofByteArray(new byte[bytes]))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private static void assertLoading(HttpResponse<String> response) {
        assertEquals(503, response.statusCode());
        assertEquals("1", response.headers().firstValue("retry-after").orElseThrow());
        assertTrue(response.body().startsWith("{\"error\":\"LOADING "), response.body());
    }

    @Test
    void whoWaitsIsLetInWithAllThatWasSent() throws Exception {
        StartGate gate = gate(FOR_EVER);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        int[] sizes = {0, 1, 1_000, 3_000_000};
        for (int size : sizes) {
            answers.add(post(size));
        }
        Thread.sleep(300);
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertFalse(answer.isDone());
        }
        gate.open();
        for (int i = 0; i < sizes.length; i++) {
            assertEquals(
                    Integer.toString(sizes[i]),
                    answers.get(i).get(30, TimeUnit.SECONDS).body());
        }
        assertEquals("7", post(7).get(30, TimeUnit.SECONDS).body());
    }

    /** Nobody waits at all where that is not wanted. */
    @ParameterizedTest
    @ValueSource(longs = {50, 0})
    void whoWaitsTooLongIsToldToComeAgain(long millis) throws Exception {
        StartGate gate = gate(millis);
        assertLoading(post(10).get(30, TimeUnit.SECONDS));
        gate.open();
        assertEquals("10", post(10).get(30, TimeUnit.SECONDS).body());
    }

    @Test
    void whoWentAwayMakesRoomForOthers() throws Exception {
        StartGate gate = gate(FOR_EVER);
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < StartGate.MOST; i++) {
            Socket socket = new Socket("127.0.0.1", port);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            waiting.add(socket);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // All of them have come when one more does not find room.
        HttpResponse<String> refused = null;
        while (refused == null && System.nanoTime() < deadline) {
            try {
                refused = post(0).get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // It waits, or was slow to be refused.
            }
        }
        assertLoading(refused);
        for (Socket socket : waiting) {
            socket.close();
        }
        CompletableFuture<HttpResponse<String>> late;
        do {
            late = post(5);
            Thread.sleep(100);
        } while (late.isDone() && System.nanoTime() < deadline);
        gate.open();
        assertEquals("5", late.get(30, TimeUnit.SECONDS).body());
    }
}
