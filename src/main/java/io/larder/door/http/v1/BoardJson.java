package io.larder.door.http.v1;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.larder.command.Reply;
import io.larder.door.codec.BoardReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaderboards in JSON: the replies of LEADERBOARD as objects, and the bodies of requests as words. */
final class BoardJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private BoardJson() {}

    /** A reply as JSON; ids in this encoding. */
    static Object of(Reply reply, Encoding encoding) {
        return BoardReply.of(reply, encoding::text);
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

    /**
     * The id of an entry in a body.
     *
     * @param user whose it is where it has none, or null
     */
    static byte[] id(JsonNode entry, Encoding encoding, @Nullable String user) {
        JsonNode id = entry.path("id");
        if (id.isMissingNode() && user != null) {
            return user.getBytes(StandardCharsets.UTF_8);
        }
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
