package io.larder.security;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may use a service that has no token. A browser lets every page that its user opens send requests to
 * {@code localhost}; a page of somebody else's must not get at the user's data that way. So the page has to come from
 * this machine, and the service has to be addressed by a name that no stranger can give to it: otherwise a name of
 * theirs that suddenly points to 127.0.0.1 would make their page one of ours.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">The Origin header</a>
 */
public final class LocalPages {

    private LocalPages() {}

    /**
     * Whether a request may come in without a token.
     *
     * @param origin the {@code Origin} header, such as {@code http://localhost:5173}, or null where no page sent it
     * @param host the {@code Host} header, such as {@code 127.0.0.1:8080}, or null
     */
    public static boolean allow(@Nullable String origin, @Nullable String host) {
        return (origin == null || isLocalOrigin(origin)) && (host == null || isLocal(name(host)));
    }

    private static boolean isLocalOrigin(String origin) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && isLocal(name(origin.substring(scheme + 3)));
    }

    /** The host without its port. */
    private static String name(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return end > 0 ? authority.substring(0, end) : authority;
    }

    private static boolean isLocal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || isLoopbackAddress(name);
    }

    /** 127.0.0.0/8 in its usual spelling. */
    private static boolean isLoopbackAddress(String name) {
        if (!name.startsWith("127.") || name.length() > 15) {
            return false;
        }
        for (int i = 4; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
