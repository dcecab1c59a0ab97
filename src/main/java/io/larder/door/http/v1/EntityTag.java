package io.larder.door.http.v1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The {@code ETag} of a value: half of its SHA-256, in base64url. It is strong: the same tag means the same bytes, so
 * compressed ones have a tag of their own.
 */
final class EntityTag {

    private static final int BYTES = 16;
    private static final String GZIP = "-gzip";

    private EntityTag() {}

    /** The tag of these bytes, without quotes. */
    static String of(byte[] value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** The header for a value with this tag. */
    static String header(String tag, boolean gzip) {
        return '"' + tag + (gzip ? GZIP : "") + '"';
    }

    /** The tag of the value itself, where this one may be that of its compressed form. */
    static String ofIdentity(String tag) {
        return tag.endsWith(GZIP) ? tag.substring(0, tag.length() - GZIP.length()) : tag;
    }
}
