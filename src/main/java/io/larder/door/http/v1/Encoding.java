package io.larder.door.http.v1;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How bytes stand in JSON, in a request's body and in the answer alike. */
enum Encoding {
    /** As text. What is not UTF-8 becomes U+FFFD. */
    TEXT {
        @Override
        String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        byte[] bytes(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    return strict(text);
                }
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }
    },
    /** In base64. */
    BASE64 {
        @Override
        String text(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }

        @Override
        byte[] bytes(String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw Refusal.badRequest("a string of the body is not base64");
            }
        }
    };

    /** What {@code ?encoding=} asks for. */
    static Encoding of(@Nullable String name) {
        if (name == null) {
            return TEXT;
        }
        if (name.equals("base64")) {
            return BASE64;
        }
        throw Refusal.badRequest("encoding can only be base64");
    }

    abstract String text(byte[] bytes);

    abstract byte[] bytes(String text);

    final List<String> texts(List<byte[]> values) {
        List<String> texts = new ArrayList<>(values.size());
        for (byte[] value : values) {
            texts.add(text(value));
        }
        return texts;
    }

    private static byte[] strict(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw Refusal.badRequest("a string of the body has half of a surrogate pair, which is no character");
        }
    }
}
