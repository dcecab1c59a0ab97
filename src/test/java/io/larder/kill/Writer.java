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
    private volatile long steps;
    private volatile boolean stopped;
    private volatile String fault = "";
    private String bearable = "";
    private volatile long refusals;

    Writer(Service service, String prefix, long seed) {
        this.service = service;
        this.prefix = prefix;
        this.random = new Random(seed);
    }

    /** Lets it go on after this refusal of a step, which has changed nothing then. Its steps are single commands. */
    Writer bears(String refusal) {
        bearable = refusal;
        return this;
    }

    /** How many steps were refused in the way that it bears. */
    long refusals() {
        return refusals;
    }

    /** How many steps were acknowledged. */
    long steps() {
        return steps;
    }

    /** Has it end, or lets it begin anew. */
    void stop(boolean now) {
        stopped = now;
    }

    @Override
    public void run() {
        while (!stopped && fault.isEmpty()) {
            Model next = sure.copy();
            List<List<String>> commands = new ArrayList<>();
            int count = bearable.isEmpty() && random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
            for (int i = 0; i < count; i++) {
                commands.add(next.change(prefix, random));
            }
            perhaps = next;
            try {
                if (accepted(service.post(true, commands), commands)) {
                    sure = next;
                    steps++;
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean accepted(JsonNode answer, List<List<String>> commands) {
        if (!answer.isArray()) {
            return refused(answer, commands);
        }
        for (JsonNode each : answer) {
            if (each.has("error")) {
                return refused(each, commands);
            }
            if (!bearable.isEmpty() && each.toString().contains(bearable)) {
                fault = "refused in part: " + each + " of " + commands;
                return false;
            }
        }
        return true;
    }

    private boolean refused(JsonNode answer, List<List<String>> commands) {
        String error = answer.path("error").asText();
        if (!bearable.isEmpty() && error.endsWith(bearable)) {
            perhaps = sure;
            refusals++;
        } else {
            fault = "refused: " + answer + " of " + commands;
        }
        return false;
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
