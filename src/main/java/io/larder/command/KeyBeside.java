package io.larder.command;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Keys of our own beside a key of the caller's, at the same place of a cluster.
 *
 * <p>A hash tag is the part of a key by which a cluster decides where the key is: what stands between its first brace
 * and the next one that closes, or else the whole.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">Redis cluster
 *     specification</a>
 */
public final class KeyBeside {

    /** There is room for a prefix and braces in the 64 KiB of a key. */
    private static final int LONG = 60 << 10;

    private KeyBeside() {}

    /**
     * The key that begins with {@code prefix} and belongs to {@code key}: with braces around that where it has no tag,
     * else behind an equals sign, so that those of different keys differ. Where it would become longer than a key may
     * be, it has a hash of it instead.
     */
    public static byte[] of(byte[] prefix, byte[] key) {
        ByteArrayOutputStream beside = new ByteArrayOutputStream(prefix.length + key.length + 2);
        beside.writeBytes(prefix);
        if (key.length > LONG) {
            beside.write('#');
            beside.writeBytes(digest(key));
        } else if (hasTag(key)) {
            beside.write('=');
            beside.writeBytes(key);
        } else {
            beside.write('{');
            beside.writeBytes(key);
            beside.write('}');
        }
        return beside.toByteArray();
    }

    private static byte[] digest(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return Base64.getUrlEncoder().withoutPadding().encode(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasTag(byte[] key) {
        int open = indexOf(key, '{', 0);
        return open >= 0 && indexOf(key, '}', open) > open + 1;
    }

    private static int indexOf(byte[] key, char c, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
