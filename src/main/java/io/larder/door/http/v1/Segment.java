package io.larder.door.http.v1;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Percent;

/**
 * One segment of a path: the bytes of a key, field or member, percent-encoded. Any bytes can be one, a slash, nothing
 * and a single dot included.
 *
 * <p>Those who route by paths take some segments for something else: they drop empty ones and dots, and cut at a
 * semicolon. Such a segment is {@link #disguise disguised} on its way to the resource.
 */
final class Segment {

    /** No request has it in its path, as it ends the path in the request line. */
    private static final char DISGUISE = ' ';

    private Segment() {}

    /** The bytes that a segment, disguised or not, stands for. */
    static byte[] decode(String segment) {
        int start = !segment.isEmpty() && segment.charAt(0) == DISGUISE ? 1 : 0;
        try {
            return Percent.decode(segment, start, segment.length(), false);
        } catch (BadRequest refusal) {
            throw Refusal.badRequest(refusal.text());
        }
    }

    /** The segment in a form that nobody takes for anything but data; the same where it is so already. */
    static String disguise(String segment) {
        String dots = segment.replace("%2e", ".").replace("%2E", ".");
        if (dots.isEmpty() || dots.equals(".") || dots.equals("..")) {
            return DISGUISE + dots;
        }
        return segment.replace(";", "%3B");
    }
}
