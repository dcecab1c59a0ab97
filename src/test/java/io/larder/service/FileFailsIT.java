package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of the store is cut short under the running service: from then on nothing is acknowledged, and all are told.
 */
class FileFailsIT {

    private static final String FAILED =
            "{\"error\":\"MISCONF The store has failed and does nothing more; see the log, then restart it.\"}";

    @TempDir
    private Path work;

    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> set(String key, String value) throws IOException, InterruptedException {
        return client.send(
                request("/set/" + key).POST(BodyPublishers.ofString(value)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    @Test
    void nothingIsAcknowledgedThatDidNotHappen() throws Exception {
        port = FreePort.any();
        String value = "x".repeat(20_000);
        // Without compilers: in what they have made, the JVM may tell of the fault late, or end by it.
        Map<String, String> settings = Map.of("QUARKUS_HTTP_PORT", Integer.toString(port), "JDK_JAVA_OPTIONS", "-Xint");
        try (PackagedService service = new PackagedService(work, settings)) {
            assertEquals("{\"result\":\"OK\"}", set("large", value).body());
            assertEquals(200, get("/q/health/live").statusCode());
            try (RandomAccessFile file =
                    new RandomAccessFile(work.resolve("data").resolve("pages").toFile(), "rw")) {
                file.setLength(0);
            }
            assertEquals(FAILED, set("large", value).body());
            for (String path : List.of("/get/large", "/set/small/1", "/dbsize", "/get/nothing")) {
                HttpResponse<String> answer = get(path);
                assertEquals(400, answer.statusCode(), path);
                assertEquals(FAILED, answer.body(), path);
            }
            HttpResponse<String> live = get("/q/health/live");
            assertEquals(503, live.statusCode());
            assertTrue(live.body().contains("or a file failed: see the log, then restart"), live::body);
            assertEquals(503, get("/q/health/ready").statusCode());
            // Which of two messages it is depends on whether anything had to be read first.
            assertTrue(service.logged().contains("restart"), service.logged());
        }
    }
}
