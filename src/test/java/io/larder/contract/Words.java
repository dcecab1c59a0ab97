package io.larder.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a line into words as redis-cli does, with {@code "ab"*500} besides. */
final class Words {

    private final byte[] line;
    private int at;

    private Words(String line) {
        this.line = line.getBytes(StandardCharsets.UTF_8);
    }

    static byte[][] of(String line) {
        Words words = new Words(line);
        List<byte[]> found = new ArrayList<>();
        while (words.skipSpace()) {
            found.add(words.word());
        }
        return found.toArray(byte[][]::new);
    }

    private boolean skipSpace() {
        while (at < line.length && line[at] == ' ') {
            at++;
        }
        return at < line.length;
    }

    private byte[] word() {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        if (line[at] == '"') {
            at++;
            while (peek() != '"') {
                word.write(escaped());
            }
        } else if (line[at] == '\'') {
            at++;
            while (peek() != '\'') {
                if (line[at] == '\\' && at + 1 < line.length && line[at + 1] == '\'') {
                    at++;
                }
                word.write(line[at++]);
            }
        } else {
            while (at < line.length && line[at] != ' ') {
                word.write(line[at++]);
            }
            return word.toByteArray();
        }
        at++;
        return repeated(word.toByteArray());
    }

    private byte[] repeated(byte[] word) {
        int times = 1;
        if (at < line.length && line[at] == '*') {
            int from = ++at;
            while (at < line.length && line[at] != ' ') {
                at++;
            }
            times = Integer.parseInt(new String(line, from, at - from, StandardCharsets.UTF_8));
        } else if (at < line.length && line[at] != ' ') {
            throw new IllegalArgumentException("something follows a quote: " + this);
        }
        byte[] all = new byte[word.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = word[i % word.length];
        }
        return all;
    }

    private int escaped() {
        byte b = line[at++];
        if (b != '\\') {
            return b;
        }
        peek();
        b = line[at++];
        switch (b) {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'a':
                return 7;
            case 'b':
                return '\b';
            case 'x':
                at += 2;
                return Integer.parseInt(new String(line, at - 2, 2, StandardCharsets.UTF_8), 16);
            default:
                return b;
        }
    }

    private byte peek() {
        if (at >= line.length) {
            throw new IllegalArgumentException("a quote is not closed: " + this);
        }
        return line[at];
    }

    @Override
    public String toString() {
        return new String(line, StandardCharsets.UTF_8);
    }
}
