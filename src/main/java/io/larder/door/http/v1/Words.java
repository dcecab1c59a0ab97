package io.larder.door.http.v1;

import io.larder.command.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The words of one command while they are gathered. */
final class Words {

    private final List<byte[]> words = new ArrayList<>();

    private Words() {}

    /** A command of these words: each a byte array, a text or an integer. */
    static byte[][] of(Object... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = bytes(words[i]);
        }
        return bytes;
    }

    /** The beginning of a command. */
    static Words begin(Object... words) {
        return new Words().and(words);
    }

    Words and(Object... more) {
        for (Object word : more) {
            words.add(bytes(word));
        }
        return this;
    }

    Words andAll(Collection<byte[]> more) {
        words.addAll(more);
        return this;
    }

    byte[][] end() {
        return words.toArray(new byte[0][]);
    }

    private static byte[] bytes(Object word) {
        if (word instanceof byte[] bytes) {
            return bytes;
        }
        if (word instanceof Long whole) {
            return Numbers.bytes(whole);
        }
        return ((String) word).getBytes(StandardCharsets.UTF_8);
    }
}
