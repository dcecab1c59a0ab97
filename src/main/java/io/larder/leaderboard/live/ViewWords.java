package io.larder.leaderboard.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.command.CommandError;
import io.larder.command.Key;
import io.larder.leaderboard.Order;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
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
public record ViewWords(View view, @Nullable Resume resume) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int TOP = 10;
    private static final int AROUND = 5;

    /**
     * Those of a query. Without any it is the top ten.
     *
     * @param query the value of a name, decoded, or null
     * @throws CommandError where they name no view
     */
    public static ViewWords of(Function<String, byte @Nullable []> query) {
        Order order = order(text(query, "order"));
        byte[] around = query.apply("around");
        String members = text(query, "members");
        String top = text(query, "top");
        requireOne(Stream.of(around, members, top).filter(Objects::nonNull).count());
        View view;
        if (around != null) {
            view = new View.Around(new Key(around), number("size", text(query, "size"), AROUND), order);
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
        return new ViewWords(view, resume(text(query, "since"), text(query, "epoch")));
    }

    private static @Nullable String text(Function<String, byte @Nullable []> query, String name) {
        byte[] value = query.apply(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /**
     * Those of a message.
     *
     * @throws CommandError where they name no view
     */
    public static ViewWords of(JsonNode message) {
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

    /**
     * The message, which must be an object.
     *
     * @throws CommandError where it is none
     */
    public static JsonNode message(byte[] text) {
        try {
            JsonNode message = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            if (message.isObject()) {
                return message;
            }
        } catch (JsonProcessingException e) {
            // As below.
        }
        throw new CommandError(
                "ERR a message is a JSON object such as {\"type\":\"watch\",\"view\":{\"top\":10},\"id\":1}");
    }

    private static void requireOne(long views) {
        if (views > 1) {
            throw new CommandError("ERR a view is one of top, around and members");
        }
    }

    private static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    private static Key key(JsonNode member) {
        if (!member.isTextual()) {
            throw new CommandError("ERR a member is a string");
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
        throw new CommandError("ERR order is asc or desc");
    }

    private static int number(String name, @Nullable String word, int otherwise) {
        try {
            return word == null ? otherwise : Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new CommandError("ERR " + name + " is a whole number");
        }
    }

    private static @Nullable Resume resume(@Nullable String since, @Nullable String epoch) {
        if (since == null || epoch == null) {
            return null;
        }
        try {
            return new Resume(epoch, Long.parseLong(since));
        } catch (NumberFormatException e) {
            throw new CommandError("ERR since is the number of a frame");
        }
    }
}
