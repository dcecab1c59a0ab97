package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM comes while requests of HTTP/2 are under way, with TLS and without: these are answered, later ones of the
 * same connection are refused as not looked at, and with the last answer the connection says that it goes away.
 */
class Http2StopIT {

    private static final long REFUSED_STREAM = 7;
    private static final long NO_ERROR = 0;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Certificate certificate;
    private Service service;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        certificate = new Certificate(directory.resolve("server.p12"));
        List<String> settings = new ArrayList<>(List.of(certificate.settings()));
        settings.addAll(List.of("LARDER_MEMORY_MAX=256M", "LARDER_STOP_WAIT=20s"));
        service = new Service(directory.resolve("data"), settings.toArray(String[]::new));
        service.start();
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        get(vertx.close());
    }

    @Test
    void whatIsUnderWayIsAnsweredAndWhatIsLateIsRefused() throws Exception {
        List<Peer> peers = List.of(new Peer(service.port(), false), new Peer(certificate.port(), true));
        for (Peer peer : peers) {
            peer.begin();
        }
        service.terminate();
        Service.mustRefuseConnections(service.port());
        Service.mustRefuseConnections(certificate.port());
        for (Peer peer : peers) {
            peer.assertLateOneIsRefused();
            peer.assertAnswered();
        }
        assertEquals(143, service.waitFor());
        assertFalse(service.logged().contains("without an answer"), service.logged());
        service.start();
        for (Peer peer : peers) {
            assertEquals("v", service.call("GET", peer.key).path("result").asText());
        }
        assertFalse(service.logged().contains("was killed"), service.logged());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** One connection. */
    private final class Peer {
        private final String key;
        private final int port;
        private final HttpClient client;
        private final CompletableFuture<GoAway> farewell = new CompletableFuture<>();
        private HttpClientRequest half;
        private Future<Buffer> answer;
        private Future<Buffer> events;

        Peer(int port, boolean secure) {
            this.port = port;
            this.key = secure ? "secure" : "plain";
            this.client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setHttp2MaxPoolSize(1)
                    .setSsl(secure)
                    .setUseAlpn(secure)
                    .setTrustAll(secure)
                    .setVerifyHost(false));
        }

        private Future<HttpClientRequest> request(HttpMethod method, String path) {
            return client.request(method, port, "127.0.0.1", path);
        }

        private Future<Buffer> ping() {
            return request(HttpMethod.GET, "/ping")
                    .compose(HttpClientRequest::send)
                    .compose(HttpClientResponse::body);
        }

        /** Half a request and a stream of events, of which the service knows when it has answered a third one. */
        void begin() throws Exception {
            String body = "[\"SET\",\"" + key + "\",";
            half = get(request(HttpMethod.POST, "/"));
            half.connection().goAwayHandler(farewell::complete);
            half.putHeader("Content-Length", Integer.toString(body.length() + "\"v\"]".length()));
            get(half.write(body));
            answer = half.response().compose(HttpClientResponse::body);
            events = get(request(HttpMethod.GET, "/subscribe/news"))
                    .putHeader("Accept", "text/event-stream")
                    .send()
                    .compose(HttpClientResponse::body);
            assertEquals("{\"result\":\"PONG\"}", get(ping()).toString());
        }

        void assertLateOneIsRefused() {
            ExecutionException refusal = assertThrows(ExecutionException.class, () -> get(ping()));
            StreamResetException reset = (StreamResetException) refusal.getCause();
            assertEquals(REFUSED_STREAM, reset.getCode());
        }

        void assertAnswered() throws Exception {
            assertTrue(get(events).toString().contains("subscribe,news"), "an end in order");
            get(half.end("\"v\"]"));
            assertEquals("{\"result\":\"OK\"}", get(answer).toString());
            assertEquals(NO_ERROR, farewell.get(10, TimeUnit.SECONDS).getErrorCode());
        }
    }
}
