package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import io.larder.PrometheusText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers of HTTP/2 that ask for more than the heap in large answers, all on one connection, and take next to nothing
 * of them: as much is held as may be, the others are told to come again, and in the end each stream is cut off and its
 * connection is as good as before.
 */
class SlowHttp2ReaderIT {

    private static final long PATIENCE_SECONDS = 180;
    private static final String HEAP = "-Xmx128m";
    private static final int LARGE = 9 << 20;

    /** Their answers are larger than the heap. */
    private static final int READERS = 20;

    @TempDir
    private Path work;

    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePort.any();

    /** One connection. */
    private final HttpClient slow = vertx.createHttpClient(new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setHttp2ConnectionWindowSize(4 << 20)
            .setHttp2MaxPoolSize(1));

    private final HttpClient other = vertx.createHttpClient();

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Future<HttpClientRequest> request(HttpClient client, HttpMethod method, String path) {
        return client.request(method, port, "127.0.0.1", path);
    }

    private Buffer read(HttpClient client, String path) throws Exception {
        return get(request(client, HttpMethod.GET, path)
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body));
    }

    private double metric(String name) throws Exception {
        return PrometheusText.value(read(other, "/q/metrics").toString(), name);
    }

    /** The status of an answer of which nothing more is read. */
    private Future<Integer> stall() {
        return request(slow, HttpMethod.GET, "/v1/keys/large")
                .compose(HttpClientRequest::send)
                .map(response -> response.pause().statusCode());
    }

    @Test
    void asMuchIsHeldAsMayBeAndNotForLong() throws Exception {
        Map<String, String> settings = Map.of(
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "JAVA_TOOL_OPTIONS",
                HEAP,
                "LARDER_HTTP_ANSWER_TIMEOUT",
                "6s",
                "LARDER_HTTP_ANSWER_RATE",
                "100M");
        try (PackagedService service = new PackagedService(work, settings)) {
            get(request(other, HttpMethod.PUT, "/v1/keys/large")
                    .compose(request -> request.send(Buffer.buffer("x".repeat(LARGE))))
                    .compose(HttpClientResponse::body));
            AtomicInteger ended = new AtomicInteger();
            get(request(slow, HttpMethod.GET, "/ping").compose(request -> {
                request.connection().closeHandler(closed -> ended.incrementAndGet());
                request.connection().goAwayHandler(away -> ended.incrementAndGet());
                return request.send().compose(HttpClientResponse::body);
            }));
            // Whoever takes a request back ends what was still to be sent of its answer, and nothing else.
            get(request(slow, HttpMethod.GET, "/v1/keys/large")
                    .compose(request -> request.send()
                            .map(response -> response.pause().request().reset())));
            assertEquals("{\"result\":\"PONG\"}", read(slow, "/ping").toString());
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                statuses.add(stall());
            }
            int begun = 0;
            for (Future<Integer> each : statuses) {
                int status = get(each);
                assertTrue(status == 200 || status == 503, () -> "answered with " + status);
                begun += status == 200 ? 1 : 0;
                assertTrue(metric("larder_http_in_flight_bytes") <= metric("larder_http_in_flight_max_bytes"));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            // All may have been in each other's way; one alone never is.
            while (begun == 0) {
                assertTrue(System.nanoTime() < deadline, "nobody is let in");
                begun += get(stall()) == 200 ? 1 : 0;
            }
            while (metric("larder_http_in_flight_bytes") > 0) {
                assertTrue(System.nanoTime() < deadline, "something is held for good");
                Thread.sleep(200);
            }
            assertEquals(begun, metric("larder_http_answers_cut_off_total"), service.logged());
            assertEquals(LARGE, read(slow, "/v1/keys/large").length());
            assertEquals(0, ended.get(), "the connection itself has ended");
            assertFalse(service.logged().contains("OutOfMemoryError"), service.logged());
        }
    }
}
