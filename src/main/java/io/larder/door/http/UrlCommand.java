package io.larder.door.http;

import io.larder.door.codec.Credentials;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Percent;
import io.larder.door.codec.Words;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command from a URL: {@code /set/foo?EX=100}. The path's segments are its words, then comes the body if there
 * is one, then the query's names and values.
 *
 * <p>Both are percent-decoded into bytes, after they were parted: a {@code %2F} stays within its word. A plus sign is
 * itself in the path; in the query it is a space, as forms have it. A name without a value, {@code NX} or {@code NX=},
 * is one word. The token is none.
 */
final class UrlCommand {

    private UrlCommand() {}

    /**
     * The command.
     *
     * @param path the undecoded path, which begins with a slash; each character stands for a byte
     * @param body one more argument, or null
     * @param query the undecoded query, or null
     */
    static byte[][] read(String path, byte @Nullable [] body, @Nullable String query, Limits limits) {
        Words words = new Words(limits);
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            words.add(Percent.decode(path, start, end, false));
            start = end + 1;
        }
        if (body != null) {
            words.add(body);
        }
        if (query != null) {
            addQuery(words, query);
        }
        return words.take();
    }

    private static void addQuery(Words words, String query) {
        int start = 0;
        while (start < query.length()) {
            int end = end(query, start);
            int equals = equals(query, start, end);
            if (equals > start && !Credentials.isName(query, start, equals)) {
                words.add(Percent.decode(query, start, equals, true));
                if (equals + 1 < end) {
                    words.add(Percent.decode(query, equals + 1, end, true));
                }
            }
            start = end + 1;
        }
    }

    private static int end(String query, int start) {
        int ampersand = query.indexOf('&', start);
        return ampersand < 0 ? query.length() : ampersand;
    }

    private static int equals(String query, int start, int end) {
        int equals = query.indexOf('=', start);
        return equals < 0 || equals > end ? end : equals;
    }
}
