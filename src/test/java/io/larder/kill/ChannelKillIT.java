package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers are at work when the service is killed: what {@link Broadcast} says of a channel holds. */
class ChannelKillIT {

    private static final int ROUNDS = 4;
    private static final int PUBLISHERS = 3;

    @TempDir
    Path directory;

    @Test
    void whatWasPublishedIsKept() throws Exception {
        Random random = new Random();
        Service service = new Service(directory.resolve("data"), Broadcast.PATTERN, Broadcast.HISTORY);
        Broadcast broadcast = new Broadcast(service, "");
        List<Runnable> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(broadcast.publisher("p" + i + "-", ""));
        }
        try (service) {
            service.start();
            for (int round = 0; round < ROUNDS; round++) {
                List<Thread> threads = publishers.stream().map(Thread::new).toList();
                long before = broadcast.acknowledged();
                threads.forEach(Thread::start);
                for (int i = 0; i < 3_000 && broadcast.acknowledged() == before; i++) {
                    Thread.sleep(10);
                }
                Thread.sleep(300 + random.nextInt(700));
                service.kill();
                for (Thread thread : threads) {
                    thread.join();
                }
                service.start();
                broadcast.check();
            }
            assertTrue(
                    broadcast.acknowledged() > ROUNDS * PUBLISHERS,
                    "hardly anything was published: " + broadcast.acknowledged());
        }
    }
}
