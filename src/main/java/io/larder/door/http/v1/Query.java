package io.larder.door.http.v1;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Percent;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a query as bytes, which need not be UTF-8. A plus sign is a space, as in forms. */
final class Query {

    private Query() {}

    /** The first value of this name, or null. */
    static byte @Nullable [] first(HttpServerRequest request, String name) {
        List<byte[]> all = all(request, name);
        return all.isEmpty() ? null : all.get(0);
    }

    /** All values of this name. */
    static List<byte[]> all(HttpServerRequest request, String name) {
        String query = request.query();
        List<byte[]> values = new ArrayList<>();
        int start = 0;
        while (query != null && start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int value = start + name.length();
            if (query.startsWith(name, start) && value < end && query.charAt(value) == '=') {
                values.add(decode(query, value + 1, end));
            }
            start = end + 1;
        }
        return values;
    }

    private static byte[] decode(String query, int start, int end) {
        try {
            return Percent.decode(query, start, end, true);
        } catch (BadRequest refusal) {
            throw Refusal.badRequest(refusal.text());
        }
    }
}
