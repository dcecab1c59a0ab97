package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers over HTTP change all types, in transactions over several keys, while other keys expire; the service is killed
 * at a random moment and started again: every acknowledged change is there, none is half there, and every structure is
 * whole.
 */
class KillNineIT {

    private static final int ROUNDS = Integer.getInteger("larder.kill.rounds", 10);
    private static final int WRITERS = 4;
    private static final long MEMORY = 256L << 20;

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvives() throws Exception {
        long seed = Long.getLong("larder.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Path data = directory.resolve("data");
        Service service = new Service(data, "LARDER_MEMORY_MAX=" + MEMORY);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(service, "w" + i + ":", random.nextLong()));
        }
        try (service) {
            service.start();
            long steps = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Thread> threads =
                        new ArrayList<>(writers.stream().map(Thread::new).toList());
                threads.add(new Thread(new Expirer(service)));
                threads.forEach(Thread::start);
                Thread.sleep(200 + random.nextInt(800));
                service.kill();
                for (Thread thread : threads) {
                    thread.join();
                }
                if (round % 3 == 1) {
                    killedWhileRecovering(service, random);
                } else if (round % 3 == 2) {
                    check(data, "round " + round + ", seed " + seed);
                }
                service.start();
                for (Writer writer : writers) {
                    assertEquals("", writer.verify(), "round " + round + ", seed " + seed);
                    steps += writer.steps();
                }
            }
            assertTrue(steps > ROUNDS * WRITERS, "hardly anything was written: " + steps + " steps");
            assertEquals(0, service.stop() & ~143, "stopped in order");
            check(data, "seed " + seed);
        }
    }

    /** The process that mends dies as well. */
    private static void killedWhileRecovering(Service service, Random random) throws Exception {
        service.launch();
        Thread.sleep(300 + random.nextInt(1500));
        service.kill();
    }

    private static void check(Path data, String when) throws Exception {
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, MEMORY, Clock.SYSTEM)) {
            assertEquals(List.of(), engine.check(), when);
        }
    }

    @Test
    void aSecondProcessIsToldWhoHasTheDirectory() throws Exception {
        Path data = directory.resolve("data");
        try (Service first = new Service(data);
                Service second = new Service(data)) {
            first.start();
            second.launch();
            assertEquals(1, second.waitFor());
            assertTrue(second.logged().contains("is in use by another Larder"), second.logged());
            assertEquals("PONG", first.call("PING").path("result").asText());
        }
    }
}
