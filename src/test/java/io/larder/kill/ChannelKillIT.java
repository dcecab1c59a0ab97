package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishers are at work when the service is killed: every acknowledged message is in the history at its offset, the
 * offsets go on without a gap in the same epoch, and a message that is sent again, as nobody knows what became of it,
 * is there once.
 */
class ChannelKillIT {

    private static final int ROUNDS = 4;
    private static final int PUBLISHERS = 3;
    private static final String CHANNEL = "kept:1";

    @TempDir
    Path directory;

    /** What was acknowledged: data by offset. */
    private final Map<Long, String> sure = new ConcurrentHashMap<>();

    private final List<String> faults = new ArrayList<>();
    private volatile String epoch = "";

    @Test
    void whatWasPublishedIsKept() throws Exception {
        Random random = new Random();
        Service service = new Service(
                directory.resolve("data"), "LARDER_CHANNELS_K_PATTERN=kept:*", "LARDER_CHANNELS_K_HISTORY_SIZE=100000");
        List<Publisher> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(new Publisher(service, "p" + i + "-"));
        }
        try (service) {
            service.start();
            for (int round = 0; round < ROUNDS; round++) {
                List<Thread> threads = publishers.stream().map(Thread::new).toList();
                threads.forEach(Thread::start);
                Thread.sleep(300 + random.nextInt(700));
                service.kill();
                for (Thread thread : threads) {
                    thread.join();
                }
                assertEquals(List.of(), faults);
                service.start();
                check(service);
            }
            assertTrue(sure.size() > ROUNDS * PUBLISHERS, "hardly anything was published: " + sure.size());
        }
    }

    private void check(Service service) throws IOException, InterruptedException {
        Map<Long, String> found = new TreeMap<>();
        long top = 0;
        for (long since = 0; ; ) {
            JsonNode page = service.call("CHANNEL", "HISTORY", CHANNEL, "SINCE", Long.toString(since))
                    .path("result");
            assertEquals(epoch, page.get(1).asText());
            top = page.get(3).asLong();
            if (page.get(5).isEmpty()) {
                break;
            }
            for (JsonNode message : page.get(5)) {
                since = message.get(1).asLong();
                found.put(since, message.get(5).asText());
            }
        }
        assertEquals(top, found.size(), "a gap");
        sure.forEach((offset, data) -> assertEquals(data, found.get(offset), () -> "at " + offset));
        assertEquals(found.size(), new HashSet<>(found.values()).size(), "something is there twice");
    }

    /** Publishes one message after the other, and one again whose answer has not come. */
    private final class Publisher implements Runnable {
        private final Service service;
        private final String name;
        private int next;

        Publisher(Service service, String name) {
            this.service = service;
            this.name = name;
        }

        @Override
        public void run() {
            while (true) {
                String data = name + next;
                try {
                    JsonNode answer = service.call("CHANNEL", "PUBLISH", CHANNEL, data, "ID", data);
                    JsonNode result = answer.path("result");
                    if (!result.isArray()) {
                        fault(answer.toString());
                        return;
                    }
                    String before = sure.put(result.get(1).asLong(), data);
                    if (before != null) {
                        fault(result.get(1) + " is the offset of " + before + " and " + data);
                    }
                    epoch = result.get(3).asText();
                    next++;
                } catch (IOException e) {
                    return;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private void fault(String text) {
            synchronized (faults) {
                faults.add(text);
            }
        }
    }
}
