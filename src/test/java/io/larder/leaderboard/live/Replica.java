package io.larder.leaderboard.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a client makes of the text of frames: it knows nothing else. Refuses frames that a client could not apply. */
final class Replica implements Watcher {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Executor lane;
    private final BooleanSupplier more;
    final List<JsonNode> frames = new ArrayList<>();
    private final Map<String, ObjectNode> entries = new HashMap<>();
    private long total;
    private boolean missing;
    private String epoch = "";
    private long seq;

    Replica() {
        this(Runnable::run, () -> true);
    }

    /**
     * A client.
     *
     * @param more whether it takes the next frame, asked after each
     */
    Replica(Executor lane, BooleanSupplier more) {
        this.lane = lane;
        this.more = more;
    }

    @Override
    public Executor lane() {
        return lane;
    }

    @Override
    public boolean take(LiveFrame frame) {
        JsonNode node = parse(FrameText.of(frame));
        assertEquals(frame.seq(), node.get("seq").asLong(), node::toString);
        frames.add(node);
        switch (node.get("type").asText()) {
            case "snapshot" -> snapshot(node);
            case "update" -> update(node);
            case "resumed" -> resumed(node);
            case "season_ended" -> assertEquals(++seq, node.get("seq").asLong());
            default -> throw new AssertionError(node);
        }
        return more.getAsBoolean();
    }

    private void snapshot(JsonNode node) {
        assertTrue(!epoch.equals(node.get("epoch").asText()) || node.get("seq").asLong() >= seq, node::toString);
        epoch = node.get("epoch").asText();
        seq = node.get("seq").asLong();
        total = node.get("total").asLong();
        missing = node.path("missing").asBoolean();
        entries.clear();
        node.get("entries").forEach(this::put);
    }

    private void resumed(JsonNode node) {
        assertEquals(epoch, node.get("epoch").asText());
        assertEquals(seq, node.get("seq").asLong(), "resumed where it was");
    }

    private void update(JsonNode node) {
        assertEquals(seq + 1, node.get("seq").asLong(), node::toString);
        seq++;
        boolean news = total != node.get("total").asLong();
        total = node.get("total").asLong();
        if (node.has("missing")) {
            assertEquals(!missing, node.get("missing").asBoolean());
            missing = !missing;
            news = true;
        }
        for (JsonNode left : node.path("left")) {
            entries.remove(left.isObject() ? left.get("id_base64").asText() : left.asText());
            news = true;
        }
        for (JsonNode entered : node.path("entered")) {
            assertFalse(entries.containsKey(id(entered)), node::toString);
            put(entered);
            news = true;
        }
        for (JsonNode moved : node.path("moved")) {
            ObjectNode before = known(moved);
            assertEquals(before.get("position"), moved.get("previous_position"));
            assertFalse(before.get("position").equals(moved.get("position")), node::toString);
            ((ObjectNode) moved).remove("previous_position");
            put(moved);
            news = true;
        }
        for (JsonNode scored : node.path("scored")) {
            assertEquals(known(scored).get("position"), scored.get("position"));
            assertFalse(known(scored).equals(scored), node::toString);
            put(scored);
            news = true;
        }
        assertTrue(news, () -> "nothing has changed: " + node);
    }

    private ObjectNode known(JsonNode entry) {
        ObjectNode known = entries.get(id(entry));
        assertTrue(known != null, entry::toString);
        return known;
    }

    private void put(JsonNode entry) {
        entries.put(id(entry), (ObjectNode) entry);
    }

    private static String id(JsonNode entry) {
        return entry.has("id_base64")
                ? entry.get("id_base64").asText()
                : entry.get("id").asText();
    }

    /** Has what a fresh read gives. */
    void mustShow(Shown shown, String message) {
        assertEquals(shown.total(), total, message);
        assertEquals(shown.missing(), missing, message);
        List<JsonNode> has = new ArrayList<>(entries.values());
        has.sort(Comparator.comparingLong(entry -> entry.get("position").asLong()));
        List<JsonNode> wants = new ArrayList<>();
        parse(FrameText.entries(shown)).forEach(wants::add);
        assertEquals(wants, has, message);
    }

    Resume place() {
        return new Resume(epoch, seq);
    }

    /** Goes on in another connection. */
    @Nullable
    Resume resume() {
        return epoch.isEmpty() ? null : place();
    }

    JsonNode last() {
        return frames.get(frames.size() - 1);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
