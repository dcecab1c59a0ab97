package io.larder.kill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes at random to keys of its own, and knows what must be there: after a step that was acknowledged its result, and
 * after one that was not, either what was before or what would be after, never a mixture.
 */
final class Writer implements Runnable {

    private final Service service;
    private final String prefix;
    private final Random random;
    private Model sure = new Model();
    private Model perhaps = sure;
    private long steps;
    private volatile boolean stopped;
    private volatile String fault = "";

    Writer(Service service, String prefix, long seed) {
        this.service = service;
        this.prefix = prefix;
        this.random = new Random(seed);
    }

    /** How many steps were acknowledged. */
    long steps() {
        return steps;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            Model next = sure.copy();
            List<List<String>> commands = new ArrayList<>();
            int count = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
            for (int i = 0; i < count; i++) {
                commands.add(next.change(prefix, random));
            }
            perhaps = next;
            try {
                JsonNode answer = service.post(true, commands);
                if (!answer.isArray()) {
                    fault = "refused: " + answer;
                    return;
                }
                for (JsonNode each : answer) {
                    if (each.has("error")) {
                        fault = "refused: " + each + " of " + commands;
                        return;
                    }
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            sure = next;
            steps++;
        }
    }

    /** Reads everything back, after a restart. What it finds wrong, or nothing. */
    String verify() throws IOException, InterruptedException {
        if (!fault.isEmpty()) {
            return fault;
        }
        Model found = Model.read(service, prefix);
        String difference = sure.difference(found);
        if (difference.isEmpty()) {
            perhaps = sure;
            return "";
        }
        String other = perhaps.difference(found);
        if (other.isEmpty()) {
            sure = perhaps;
            return "";
        }
        return "acknowledged state differs: " + difference + "; the step under way as well: " + other;
    }
}
