package io.larder.door.websocket.centrifuge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.command.Reply;
import io.larder.door.codec.BoardReply;
import io.larder.door.codec.JsonFields;
import io.larder.door.websocket.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Method {@code leaderboard.submit}: a score, with the answer that it has over HTTP. Its data is {@code {"leaderboard":
 * "scores", "score": 120}}, with {@code metadata}, {@code season} and {@code idempotency_key} where they are wanted,
 * and with the member's {@code id}, which a user may leave out. What a user may do is told by the command, not here.
 */
final class Submit {

    static final String METHOD = "leaderboard.submit";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Submit() {}

    /** The command of some data. */
    static byte[][] words(JsonFields data, Identity identity) {
        String board = data.text("leaderboard");
        String id = data.text("id");
        if (id == null && identity.rank() == Identity.Rank.USER) {
            id = identity.user();
        }
        if (board == null || id == null || !data.isWord("score")) {
            throw ProtocolError.BAD_REQUEST;
        }
        List<byte[]> words = new ArrayList<>();
        words.add(Text.bytes("LEADERBOARD"));
        words.add(Text.bytes("SUBMIT"));
        words.add(Text.bytes(board));
        words.add(Text.bytes(id));
        words.add(word(data, "score"));
        if (data.has("metadata")) {
            option(words, "METADATA", data.raw("metadata"));
        }
        option(words, "SEASON", bytes(data.text("season")));
        option(words, "ID", bytes(data.text("idempotency_key")));
        return words.toArray(byte[][]::new);
    }

    /** As it is spelt, whether in quotation marks or not. */
    private static byte[] word(JsonFields data, String name) {
        byte[] raw = data.raw(name);
        if (raw == null || raw[0] == '"') {
            raw = bytes(data.text(name));
        }
        return raw == null ? new byte[0] : raw;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : Text.bytes(text);
    }

    private static void option(List<byte[]> words, String name, byte @Nullable [] value) {
        if (value != null) {
            words.add(Text.bytes(name));
            words.add(value);
        }
    }

    /** The answer. A refusal keeps its own words, as a client needs the code that they begin with. */
    static Frame answer(long number, Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            String text = failure.message();
            if (text.startsWith("NOPERM ")) {
                return Text.error(number, ProtocolError.DENIED.code(), text, false);
            }
            return text.startsWith("TOO_MANY_SUBMITS ")
                    ? Text.error(number, ProtocolError.TOO_MANY.code(), text, true)
                    : Client.error(number, text);
        }
        try {
            byte[] json =
                    JSON.writeValueAsBytes(BoardReply.of(reply, bytes -> new String(bytes, StandardCharsets.UTF_8)));
            return Text.reply(number, "rpc", fields -> fields.raw("data", json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
