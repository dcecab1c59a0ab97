package io.larder.leaderboard;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A member's score on its way to a board.
 *
 * @param score a decimal number, as spelt
 * @param metadata a JSON object on one line; null to keep what is there
 */
record Submission(byte[] member, byte[] score, byte @Nullable [] metadata) {

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_METADATA = 1024;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Checks what can be told without the board.
     *
     * @throws io.larder.command.CommandError where the id or the metadata cannot be
     */
    static Submission of(byte[] member, byte[] score, byte @Nullable [] metadata) {
        requireId(member);
        return new Submission(member, score, metadata == null ? null : metadata(metadata));
    }

    /** Refuses what is no id. */
    static void requireId(byte[] member) {
        if (member.length == 0 || member.length > LONGEST_ID) {
            throw BoardError.BAD_ID;
        }
    }

    /** Metadata as it is stored: one object, on one line. */
    static byte[] metadata(byte[] text) {
        if (text.length > LONGEST_METADATA) {
            throw BoardError.BAD_METADATA;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(text.length);
        try (JsonParser from = JSON.createParser(text);
                JsonGenerator to = JSON.createGenerator(line)) {
            if (from.nextToken() != JsonToken.START_OBJECT) {
                throw BoardError.BAD_METADATA;
            }
            int depth = 0;
            do {
                to.copyCurrentEventExact(from);
                depth += from.currentToken().isStructStart()
                        ? 1
                        : from.currentToken().isStructEnd() ? -1 : 0;
            } while (depth > 0 && from.nextToken() != null);
            if (depth > 0 || from.nextToken() != null) {
                throw BoardError.BAD_METADATA;
            }
        } catch (JacksonException e) {
            throw BoardError.BAD_METADATA;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = line.toByteArray();
        if (bytes.length > LONGEST_METADATA) {
            throw BoardError.BAD_METADATA;
        }
        return bytes;
    }
}
