package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code /q/health} says of accidents that are really there: a store that is still being opened, a directory that
 * is gone, little room in memory and on the disk.
 */
class HealthIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void saysWhatIsWrongAndWhetherARestartHelps() throws Exception {
        Path data = directory.resolve("data");
        try (Service service = new Service(data, "LARDER_MEMORY_MAX=8M", "LARDER_HEALTH_DISK_ROOM=100000G")) {
            service.start();
            service.call("SET", "k", "v");
            assertEquals(143, service.stop());
            try (SlowStart slow = new SlowStart(data)) {
                service.launch();
                opening(service);
                slow.handOver();
                service.awaitOpen();
            }
            little(service);
            gone(service, data);
        }
    }

    private static void opening(Service service) throws Exception {
        assertEquals(503, service.awaitAnswer("/q/health/started").statusCode());
        JsonNode started = check(service, "started", 503, "DOWN");
        assertEquals("waiting for its turn", started.path("opening").asText());
        assertEquals(started, check(service, "ready", 503, "DOWN"));
        check(service, "live", 200, "UP");
        assertTrue(service.get("/q/health").body().contains("\"DOWN\""));
    }

    private static void little(Service service) throws Exception {
        check(service, "started", 200, "UP");
        JsonNode well = check(service, "ready", 200, "UP");
        assertEquals(1, well.path("keys").asInt());
        assertEquals("ok", well.path("memory").asText());
        assertEquals(
                "low: what finds no room will be refused", well.path("disk").asText());
        assertTrue(service.get("/q/metrics").body().contains("\nlarder_storage_disk_low 1.0"));
        String value = "x".repeat(100_000);
        for (int i = 0; !service.call("SET", "full" + i, value).has("error"); i++) {
            assertTrue(i < 1_000, "there is no limit");
        }
        // The last one was one too many by less than its length.
        while (!service.call("APPEND", "full0", "x".repeat(1_000)).has("error")) {
            assertEquals("v", service.call("GET", "k").path("result").asText());
        }
        JsonNode full = check(service, "ready", 200, "UP");
        assertEquals("full: what needs more is refused", full.path("memory").asText());
        check(service, "live", 200, "UP");
        service.call("FLUSHALL");
        service.call("SET", "k", "v");
        assertEquals("ok", check(service, "ready", 200, "UP").path("memory").asText());
    }

    /** A restart would find it empty: the process is best left alone. */
    private void gone(Service service, Path data) throws Exception {
        Path away = directory.resolve("away");
        Files.move(data, away);
        JsonNode ready = check(service, "ready", 503, "DOWN");
        assertEquals(
                "the data directory cannot be written to: " + data,
                ready.path("reason").asText());
        check(service, "live", 200, "UP");
        Files.move(away, data);
        check(service, "ready", 200, "UP");
    }

    /** The data of the store's check. */
    private static JsonNode check(Service service, String path, int code, String status)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = service.get("/q/health/" + path);
        assertEquals(code, answer.statusCode(), answer::body);
        JsonNode body = JSON.readTree(answer.body());
        assertEquals(status, body.path("status").asText(), answer::body);
        for (JsonNode each : body.path("checks")) {
            if (each.path("name").asText().equals("store")) {
                assertEquals(status, each.path("status").asText(), answer::body);
                return each.path("data");
            }
        }
        throw new AssertionError("there is no check of the store: " + answer.body());
    }
}
