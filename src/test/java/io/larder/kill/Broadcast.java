package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A channel with history that several publish to: every acknowledged message is at its offset, the offsets go on
 * without a gap in the same epoch, and a message that is sent again, as nobody knows what became of it, is there once.
 */
final class Broadcast {

    /** The settings with which the service keeps its messages. */
    static final String PATTERN = "LARDER_CHANNELS_K_PATTERN=kept:*";

    static final String HISTORY = "LARDER_CHANNELS_K_HISTORY_SIZE=100000";

    private static final String CHANNEL = "kept:1";

    private final Service service;
    private final String bearable;
    private final Map<Long, String> sure = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong refusals = new AtomicLong();
    private volatile boolean stopped;
    private volatile String epoch = "";

    /**
     * Nothing yet.
     *
     * @param bearable a refusal after which a message is sent again; empty for none
     */
    Broadcast(Service service, String bearable) {
        this.service = service;
        this.bearable = bearable;
    }

    /** How many messages were acknowledged. */
    int acknowledged() {
        return sure.size();
    }

    /** How often one was refused in the way that is borne. */
    long refusals() {
        return refusals.get();
    }

    /** Has its publishers end, or lets them begin anew. */
    void stop(boolean now) {
        stopped = now;
    }

    /** Reads the history. */
    void check() throws IOException, InterruptedException {
        assertEquals(List.of(), List.copyOf(faults));
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

    /**
     * Publishes one message after the other, and one again whose answer has not come, until the service is gone.
     *
     * @param name what each message begins with
     * @param padding what each message ends with
     */
    Runnable publisher(String name, String padding) {
        return new Publisher(name, padding);
    }

    private final class Publisher implements Runnable {
        private final String name;
        private final String padding;
        private int next;

        Publisher(String name, String padding) {
            this.name = name;
            this.padding = padding;
        }

        @Override
        public void run() {
            while (!stopped) {
                try {
                    publish(name + next);
                } catch (IOException e) {
                    return;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private void publish(String id) throws IOException, InterruptedException {
            String data = id + padding;
            JsonNode answer = service.call("CHANNEL", "PUBLISH", CHANNEL, data, "ID", id);
            JsonNode result = answer.path("result");
            if (result.isArray()) {
                String before = sure.put(result.get(1).asLong(), data);
                if (before != null) {
                    faults.add(result.get(1) + " is the offset of " + before + " and " + data);
                }
                epoch = result.get(3).asText();
                next++;
            } else if (!bearable.isEmpty() && answer.path("error").asText().equals(bearable)) {
                refusals.incrementAndGet();
            } else {
                faults.add(answer.toString());
            }
        }
    }
}
