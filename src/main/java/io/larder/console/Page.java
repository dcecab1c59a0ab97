package io.larder.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * A file as it is sent.
 *
 * @param contentType with its charset
 * @param plain its bytes
 * @param compressed the same with gzip
 * @param tag names the bytes: whoever has it has them; without quotes
 */
record Page(String contentType, byte[] plain, byte[] compressed, String tag) {

    private static final int TAG = 16;

    static Page of(String contentType, byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            String tag = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG));
            ByteArrayOutputStream small = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
                gzip.write(bytes);
            }
            return new Page(contentType, bytes, small.toByteArray(), tag);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
