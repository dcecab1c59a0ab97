package io.larder.door.http.v1;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import io.larder.command.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaderboards in JSON: the replies of LEADERBOARD as objects, and the bodies of requests as words.
 *
 * <p>Scores keep every digit. They are numbers, or strings on a board whose scores are too large for the numbers that
 * clients have.
 */
final class BoardJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private final Encoding encoding;
    private boolean big;

    private BoardJson(Encoding encoding) {
        this.encoding = encoding;
    }

    /** A reply as JSON; ids in this encoding. */
    static Object of(Reply reply, Encoding encoding) {
        BoardJson json = new BoardJson(encoding);
        json.big = isBig(reply);
        return json.value("", reply);
    }

    private static boolean isBig(Reply reply) {
        if (!(reply instanceof Reply.Pairs pairs)) {
            return false;
        }
        for (int i = 0; i < pairs.items().size(); i += 2) {
            if (Replies.text(pairs.items().get(i)).equals("big")) {
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
            case "id", "not_found" -> encoding.text(Replies.bytes(reply));
            case "score", "previous_score" -> score(Replies.text(reply));
            case "metadata" -> new RawValue(new String(Replies.bytes(reply), StandardCharsets.UTF_8));
            case "changed", "present" -> Replies.truth(reply);
            case "updated_at" -> Instant.ofEpochMilli(Replies.whole(reply)).toString();
            case "beats" -> new BigDecimal(Replies.text(reply));
            default -> reply instanceof Reply.Whole whole ? whole.value() : Encoding.TEXT.text(Replies.bytes(reply));
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
            String name = Encoding.TEXT.text(Replies.bytes(items.get(i)));
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

    /** Results of a batch: what each has done, or why it was refused. */
    static List<Object> batch(List<Reply> replies, Encoding encoding) {
        List<Object> results = new ArrayList<>(replies.size());
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Failure failure) {
                results.add(Refusal.of(failure).problem().at(i));
            } else {
                results.add(of(replies.get(i), encoding));
            }
        }
        return results;
    }

    /** A request's body. */
    static JsonNode body(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node == null || !node.isObject()) {
                throw Refusal.badRequest("the body must be a JSON object");
            }
            return node;
        } catch (JacksonException e) {
            throw Refusal.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of an entry in a body. */
    static byte[] id(JsonNode entry, Encoding encoding) {
        JsonNode id = entry.path("id");
        if (!id.isTextual()) {
            throw Refusal.badRequest("each score has an id, which is a string");
        }
        return encoding.bytes(id.textValue());
    }

    /** The score of an entry in a body, with all its digits. */
    static byte[] score(JsonNode entry) {
        JsonNode score = entry.path("score");
        if (!score.isNumber() && !score.isTextual()) {
            throw Refusal.badRequest("each score has a score, which is a number or a string");
        }
        return score.asText().getBytes(StandardCharsets.UTF_8);
    }

    /** The metadata of an entry in a body, on one line; null where there is none. */
    static byte @Nullable [] metadata(JsonNode entry) {
        JsonNode metadata = entry.path("metadata");
        return metadata.isMissingNode() || metadata.isNull()
                ? null
                : metadata.toString().getBytes(StandardCharsets.UTF_8);
    }
}
