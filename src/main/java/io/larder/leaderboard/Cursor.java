package io.larder.leaderboard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a list goes on: behind a place of the order, or before it. It never holds a position or a rank; both are
 * counted when it is used, so that no row is repeated or left out unless it has moved itself.
 *
 * <p>As text it is base64url of {@code [mac:8][back:1][length of the season:1][season][place]}, the MAC being the
 * beginning of HMAC-SHA256 with the board's secret: nobody can make one up, and one of a board that was dropped and
 * made anew is none.
 *
 * @param back whether it is about what comes before the place
 */
record Cursor(boolean back, String season, byte[] place) {

    private static final int MAC = 8;
    private static final int LONGEST = 128 << 10;

    /** As text. */
    String text(byte[] secret) {
        byte[] id = season.getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(2 + id.length + place.length)
                .put((byte) (back ? 1 : 0))
                .put((byte) id.length)
                .put(id)
                .put(place)
                .array();
        byte[] signed = ByteBuffer.allocate(MAC + content.length)
                .put(mac(secret, content))
                .put(content)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    /**
     * The cursor of a text.
     *
     * @throws io.larder.command.CommandError where the board has not given it out
     */
    static Cursor of(byte[] text, byte[] secret) {
        try {
            byte[] signed =
                    text.length > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(text);
            if (signed.length >= MAC + 2) {
                byte[] content = Arrays.copyOfRange(signed, MAC, signed.length);
                if (MessageDigest.isEqual(Arrays.copyOf(signed, MAC), mac(secret, content))) {
                    int place = 2 + content[1];
                    return new Cursor(
                            content[0] == 1,
                            new String(content, 2, content[1], StandardCharsets.UTF_8),
                            Arrays.copyOfRange(content, place, content.length));
                }
            }
        } catch (IllegalArgumentException e) {
            // No base64: below.
        }
        throw BoardError.BAD_CURSOR;
    }

    private static byte[] mac(byte[] secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(content), MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
