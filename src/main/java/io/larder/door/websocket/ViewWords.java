package io.larder.door.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.command.Key;
import io.larder.door.codec.BadRequest;
import io.larder.leaderboard.Order;
import io.larder.leaderboard.live.Resume;
import io.larder.leaderboard.live.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which view of a leaderboard somebody asks for, and where they were before: {@code top}, or {@code around} with
 * {@code size}, or {@code members}; {@code order}; {@code since} with {@code epoch}. In a query, or as JSON in a
 * message.
 *
 * @param view what to show
 * @param resume where the asker was, or null
 */
record ViewWords(View view, @Nullable Resume resume) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int TOP = 10;
    private static final int AROUND = 5;

    /** Those of a query. Without any it is the top ten. */
    static ViewWords of(Handshake handshake) {
        Order order = order(handshake.text("order"));
        byte[] around = handshake.query().get("around");
        String members = handshake.text("members");
        String top = handshake.text("top");
        requireOne(Stream.of(around, members, top).filter(Objects::nonNull).count());
        View view;
        if (around != null) {
            view = new View.Around(new Key(around), number("size", handshake.text("size"), AROUND), order);
        } else if (members != null) {
            view = new View.Members(
                    members.isEmpty()
                            ? List.of()
                            : Arrays.stream(members.split(","))
                                    .map(ViewWords::key)
                                    .toList(),
                    order);
        } else {
            view = new View.Top(number("top", top, TOP), order);
        }
        return new ViewWords(view, resume(handshake.text("since"), handshake.text("epoch")));
    }

    /** Those of a message. */
    static ViewWords of(JsonNode message) {
        JsonNode wanted = message.path("view");
        requireOne(Stream.of("around", "members", "top").filter(wanted::has).count());
        Order order = order(text(wanted, "order"));
        View view;
        if (wanted.has("around")) {
            view = new View.Around(key(wanted.get("around")), number("size", text(wanted, "size"), AROUND), order);
        } else if (wanted.has("members")) {
            List<Key> members = new ArrayList<>();
            wanted.get("members").forEach(member -> members.add(key(member)));
            view = new View.Members(members, order);
        } else {
            view = new View.Top(number("top", text(wanted, "top"), TOP), order);
        }
        return new ViewWords(view, resume(text(message, "since"), text(message, "epoch")));
    }

    /** The message, which must be an object. */
    static JsonNode message(byte[] text) {
        try {
            JsonNode message = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            if (message.isObject()) {
                return message;
            }
        } catch (JsonProcessingException e) {
            // As below.
        }
        throw new BadRequest(
                "ERR a message is a JSON object such as {\"type\":\"watch\",\"view\":{\"top\":10},\"id\":1}");
    }

    private static void requireOne(long views) {
        if (views > 1) {
            throw new BadRequest("ERR a view is one of top, around and members");
        }
    }

    private static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    private static Key key(JsonNode member) {
        if (!member.isTextual()) {
            throw new BadRequest("ERR a member is a string");
        }
        return key(member.textValue());
    }

    private static Key key(String member) {
        return new Key(member.getBytes(StandardCharsets.UTF_8));
    }

    private static Order order(@Nullable String word) {
        if (word == null || word.equals("desc")) {
            return Order.DESC;
        }
        if (word.equals("asc")) {
            return Order.ASC;
        }
        throw new BadRequest("ERR order is asc or desc");
    }

    private static int number(String name, @Nullable String word, int otherwise) {
        try {
            return word == null ? otherwise : Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new BadRequest("ERR " + name + " is a whole number");
        }
    }

    private static @Nullable Resume resume(@Nullable String since, @Nullable String epoch) {
        if (since == null || epoch == null) {
            return null;
        }
        try {
            return new Resume(epoch, Long.parseLong(since));
        } catch (NumberFormatException e) {
            throw new BadRequest("ERR since is the number of a frame");
        }
    }
}
