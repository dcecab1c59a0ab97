package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures and other things are set up when the service has started already; whoever asks for figures at once gets
 * all of them all the same.
 */
class FirstMetricsIT {

    @TempDir
    private Path work;

    @Test
    void theFirstThatAsksGetsAll() throws IOException, InterruptedException {
        int port = FreePort.any();
        try (PackagedService service = new PackagedService(work, Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)))) {
            Set<String> first = names(port);
            Thread.sleep(2_000);
            assertEquals(names(port), first, service.logged());
            assertTrue(
                    first.containsAll(Set.of("redis_db_keys", "jvm_info", "process_uptime_seconds")), first::toString);
        }
    }

    @Test
    void whatWaitsHasItsTurnAlthoughNobodyAsks() throws IOException, InterruptedException {
        Map<String, String> settings =
                Map.of("QUARKUS_HTTP_PORT", Integer.toString(FreePort.any()), "LARDER_NONSENSE", "1");
        try (PackagedService service = new PackagedService(work, settings)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!service.logged().contains("LARDER_NONSENSE")) {
                assertTrue(System.nanoTime() < deadline, service.logged());
                Thread.sleep(10);
            }
        }
    }

    private static Set<String> names(int port) throws IOException, InterruptedException {
        String text = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                // It is there once there was a pause.
                .filter(name -> !name.startsWith("jvm_gc_pause"))
                .collect(Collectors.toSet());
    }
}
