package io.larder.door.codec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where a request has its token: in {@code Authorization: Bearer …}, or as {@code _token} in its query. */
public final class Credentials {

    private static final String SCHEME = "Bearer ";
    private static final String NAME = "_token";

    private Credentials() {}

    /**
     * The token's bytes, or null where there is none. The header counts before the query.
     *
     * @param authorization the header, or null
     * @param query the undecoded query, or null
     */
    public static byte @Nullable [] token(@Nullable String authorization, @Nullable String query) {
        if (authorization == null) {
            return inQuery(query);
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte @Nullable [] inQuery(@Nullable String query) {
        int start = 0;
        while (query != null && start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int sign = query.indexOf('=', start);
            int equals = sign < 0 || sign > end ? end : sign;
            if (isName(query, start, equals)) {
                return Percent.decode(query, Math.min(equals + 1, end), end, true);
            }
            start = end + 1;
        }
        return null;
    }

    /** Whether the characters {@code start} to {@code end} of a query are the name that a token has there. */
    public static boolean isName(String query, int start, int end) {
        return end - start == NAME.length() && query.startsWith(NAME, start);
    }
}
