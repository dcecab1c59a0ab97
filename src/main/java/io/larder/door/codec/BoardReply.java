package io.larder.door.codec;

import com.fasterxml.jackson.databind.util.RawValue;
import io.larder.command.Reply;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The replies of LEADERBOARD as maps, lists and scalars for Jackson, the same at every door.
 *
 * <p>Scores keep every digit. They are numbers, or strings on a board whose scores are too large for the numbers that
 * clients have.
 */
public final class BoardReply {

    private final Function<byte[], String> ids;
    private boolean big;

    private BoardReply(Function<byte[], String> ids) {
        this.ids = ids;
    }

    /** A reply as JSON; ids as {@code ids} has them. */
    public static Object of(Reply reply, Function<byte[], String> ids) {
        BoardReply json = new BoardReply(ids);
        json.big = isBig(reply);
        return Objects.requireNonNull(json.value("", reply));
    }

    private static boolean isBig(Reply reply) {
        if (!(reply instanceof Reply.Pairs pairs)) {
            return false;
        }
        for (int i = 0; i < pairs.items().size(); i += 2) {
            if (text(pairs.items().get(i)).equals("big")) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object value(String name, Reply reply) {
        if (reply instanceof Reply.Nil) {
            return null;
        } else if (reply instanceof Reply.Many many) {
            List<Object> values = new ArrayList<>(many.items().size());
            many.items().forEach(item -> values.add(value(name, item)));
            return values;
        } else if (reply instanceof Reply.Pairs pairs) {
            return object(pairs.items(), name.equals("feeds"));
        }
        return switch (name) {
            case "id", "name", "not_found" -> ids.apply(bytes(reply));
            case "score", "previous_score" -> score(text(reply));
            case "metadata", "definition" -> new RawValue(text(reply));
            case "changed", "present" -> whole(reply) != 0;
            case "updated_at" -> Instant.ofEpochMilli(whole(reply)).toString();
            case "beats" -> new BigDecimal(text(reply));
            default -> reply instanceof Reply.Whole whole ? whole.value() : text(reply);
        };
    }

    /** @param boards whether its names are those of boards */
    private Map<String, Object> object(List<Reply> items, boolean boards) {
        boolean before = big;
        if (boards) {
            big = false;
        } else {
            big |= isBig(new Reply.Pairs(items));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i += 2) {
            String name = text(items.get(i));
            if (boards || !name.equals("big")) {
                object.put(name, value(boards ? "" : name, items.get(i + 1)));
            }
        }
        big = before;
        return object;
    }

    private Object score(String text) {
        return big || text.endsWith("inf") ? text : new BigDecimal(text);
    }

    private static byte[] bytes(Reply reply) {
        if (reply instanceof Reply.Bytes bytes) {
            return bytes.value();
        }
        throw new IllegalStateException("a reply of this kind was not expected: " + reply);
    }

    private static String text(Reply reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    private static long whole(Reply reply) {
        if (reply instanceof Reply.Whole whole) {
            return whole.value();
        }
        throw new IllegalStateException("a reply of this kind was not expected: " + reply);
    }
}
