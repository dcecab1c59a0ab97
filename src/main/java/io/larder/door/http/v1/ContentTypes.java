package io.larder.door.http.v1;

import io.larder.command.KeyBeside;
import io.larder.door.codec.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Remembers with which {@code Content-Type} a value came, beside the value: the value itself is what was sent and
 * nothing more, so that commands see it plain.
 *
 * <p>The note stands in a key of its own and names the {@link EntityTag} of the value it is about. Commands know
 * nothing of it: once they have changed the value, the tags differ and the note counts no more. It is set together with
 * the value and goes when the value goes at its time, or by a request to {@code /v1/keys}.
 */
final class ContentTypes {

    private static final byte[] PREFIX = "larder:content-type:".getBytes(StandardCharsets.ISO_8859_1);

    private static final String TEXT = "text/plain;charset=utf-8";
    private static final String BINARY = "application/octet-stream";

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            TOKEN + "/" + TOKEN + "([ \t]*;[ \t]*(" + TOKEN + "=(" + TOKEN + "|\"[ !#-\\[\\]-~]*\"))?)*[ \t]*");

    private ContentTypes() {}

    /** The type to remember for a value, by the header that came; null where it says nothing that is not plain. */
    static @Nullable String told(@Nullable String header, byte[] value) {
        if (header == null || MediaTypes.essence(header).equals(MediaTypes.FORM)) {
            return null;
        }
        if (!MEDIA_TYPE.matcher(header).matches()) {
            throw new Refusal(415, "the Content-Type is no media type");
        }
        return header.equalsIgnoreCase(guess(value)) ? null : header;
    }

    /** The key of the note about {@code key}. */
    static byte[] noteFor(byte[] key) {
        return KeyBeside.of(PREFIX, key);
    }

    /** Whether a key is not the caller's but a note. */
    static boolean isNote(byte[] key) {
        for (int i = 0; i < PREFIX.length; i++) {
            if (i >= key.length || key[i] != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    /** The note that a value with this tag came with this type. */
    static byte[] note(String tag, String type) {
        return (tag + ' ' + type).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The type of a value: what the note says, if it is about this value; else by what the bytes look like. */
    static String of(byte[] value, String tag, byte @Nullable [] note) {
        if (note != null) {
            String text = new String(note, StandardCharsets.ISO_8859_1);
            String type = text.startsWith(tag + ' ') ? text.substring(tag.length() + 1) : "";
            if (MEDIA_TYPE.matcher(type).matches()) {
                return type;
            }
        }
        return guess(value);
    }

    /** Text where the bytes are UTF-8 without a NUL. */
    static String guess(byte[] value) {
        for (byte b : value) {
            if (b == 0) {
                return BINARY;
            }
        }
        return Utf8.isWellFormed(value) ? TEXT : BINARY;
    }
}
