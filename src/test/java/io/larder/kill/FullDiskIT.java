package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk becomes full while clients write values, collections, leaderboards and messages, and has room again later.
 * What was acknowledged is there, also where the process is killed or stopped meanwhile and starts on the full disk.
 */
@Tag("real-parts")
class FullDiskIT {

    private static final String FULL =
            "MISCONF Larder cannot write to its data directory: no space left on device. Free some, and try again.";

    private static final int DISK_MEGABYTES = 200;
    private static final int WRITERS = 3;
    private static final int ENOUGH = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Service service;
    private Broadcast broadcast;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Runnable> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private SmallDisk disk;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        disk = new SmallDisk(data, DISK_MEGABYTES);
        service = new Service(
                data, "LARDER_MEMORY_MAX=64M", "LARDER_HEALTH_DISK_ROOM=4M", Broadcast.PATTERN, Broadcast.HISTORY);
        broadcast = new Broadcast(service, FULL);
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(service, "w" + i + ":", i).bears(FULL));
        }
        clients.addAll(writers);
        clients.add(broadcast.publisher("p", "x".repeat(3_000)));
        service.start();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        service.close();
        disk.close();
    }

    @Test
    void writesAreRefusedUntilThereIsRoom() throws Exception {
        assertRoom("ok", "0.0");
        begin();
        await(this::allGoOn);
        disk.fill();
        await(this::allAreRefused);
        assertTold();
        service.kill();
        end();
        service.start();
        verify();
        assertTold();
        begin();
        await(this::allAreRefused);
        disk.free();
        await(this::allGoOn);
        assertRoom("ok", "0.0");
        end();
        verify();
    }

    @Test
    void aStopOnAFullDiskIsInOrder() throws Exception {
        begin();
        await(this::allGoOn);
        disk.fill();
        await(this::allAreRefused);
        end();
        assertEquals(143, service.stop());
        service.start();
        verify();
        assertFalse(service.logged().contains("was killed"), service.logged());
        assertFalse(service.logged().contains("ERROR"), service.logged());
    }

    private final List<Long> stepsBefore = new ArrayList<>();
    private final List<Long> refusalsBefore = new ArrayList<>();

    private void mark() {
        stepsBefore.clear();
        refusalsBefore.clear();
        for (Writer writer : writers) {
            stepsBefore.add(writer.steps());
            refusalsBefore.add(writer.refusals());
        }
        stepsBefore.add((long) broadcast.acknowledged());
        refusalsBefore.add(broadcast.refusals());
    }

    private boolean allGoOn() {
        return more(stepsBefore, writers.stream().map(Writer::steps).toList(), broadcast.acknowledged());
    }

    private boolean allAreRefused() {
        return more(refusalsBefore, writers.stream().map(Writer::refusals).toList(), broadcast.refusals());
    }

    private static boolean more(List<Long> before, List<Long> ofWriters, long ofBroadcast) {
        for (int i = 0; i < ofWriters.size(); i++) {
            if (ofWriters.get(i) < before.get(i) + ENOUGH) {
                return false;
            }
        }
        return ofBroadcast >= before.get(before.size() - 1) + ENOUGH;
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        mark();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> "steps " + writers.stream().map(Writer::steps).toList()
                            + ", refusals "
                            + writers.stream().map(Writer::refusals).toList() + ", messages "
                            + broadcast.acknowledged() + " and " + broadcast.refusals());
            Thread.sleep(10);
        }
    }

    private void begin() {
        broadcast.stop(false);
        writers.forEach(writer -> writer.stop(false));
        clients.forEach(client -> threads.add(new Thread(client)));
        threads.forEach(Thread::start);
    }

    private void end() throws InterruptedException {
        broadcast.stop(true);
        writers.forEach(writer -> writer.stop(true));
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    private void verify() throws IOException, InterruptedException {
        for (Writer writer : writers) {
            assertEquals("", writer.verify());
        }
        broadcast.check();
    }

    /** What a user and an operator are told of a full disk. */
    private void assertTold() throws IOException, InterruptedException {
        String large = "x".repeat(8 << 20);
        HttpResponse<String> refusal = service.send("POST", "/set/large", large);
        assertEquals(400, refusal.statusCode());
        assertEquals("{\"error\":\"" + FULL + "\"}", refusal.body());
        HttpResponse<String> problem = service.send("PUT", "/v1/keys/large", large);
        assertEquals(507, problem.statusCode());
        assertEquals(
                "application/problem+json",
                problem.headers().firstValue("Content-Type").orElse(""));
        assertTrue(problem.body().contains("\"detail\":\"" + FULL + '"'), problem.body());
        assertEquals(404, service.get("/v1/keys/large").statusCode());
        assertEquals("{\"result\":\"PONG\"}", service.get("/ping").body());
        assertRoom("low: what finds no room will be refused", "1.0");
    }

    private void assertRoom(String disk, String low) throws IOException, InterruptedException {
        HttpResponse<String> ready = service.get("/q/health/ready");
        assertEquals(200, ready.statusCode());
        JsonNode body = JSON.readTree(ready.body());
        assertEquals("UP", body.path("status").asText());
        // They come in any order.
        for (JsonNode check : body.path("checks")) {
            if (check.path("name").asText().equals("store")) {
                body = check.path("data");
            }
        }
        assertEquals(disk, body.path("disk").asText(), ready.body());
        assertEquals(200, service.get("/q/health/live").statusCode());
        String metrics = service.get("/q/metrics").body();
        assertTrue(metrics.contains("\nlarder_storage_disk_low " + low), metrics);
        assertTrue(metrics.contains("\nlarder_storage_failed 0.0"), metrics);
    }
}
