package io.larder.security;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request comes from where proxies stand before us.
 *
 * <p>Each proxy appends the address that it sees to {@code X-Forwarded-For}; what stands before that was written by
 * whoever spoke to it. So the header is read from its end, as long as it was a proxy of ours that wrote the entry. The
 * first entry, which many services take, is the sender's own word.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/HTTP/Headers/X-Forwarded-For">X-Forwarded-For</a>
 */
final class Proxies {

    private final List<Network> trusted;

    Proxies(List<Network> trusted) {
        this.trusted = trusted;
    }

    boolean trusts(InetAddress peer) {
        return !trusted.isEmpty() && Network.anyContains(trusted, peer);
    }

    /**
     * The address of whoever sends a request.
     *
     * @param peer the other end of the connection
     * @param forwarded the headers {@code X-Forwarded-For}, joined by commas, or null
     */
    InetAddress client(InetAddress peer, @Nullable String forwarded) {
        InetAddress nearest = peer;
        int end = forwarded == null ? 0 : forwarded.length();
        while (end > 0 && forwarded != null && trusts(nearest)) {
            int comma = forwarded.lastIndexOf(',', end - 1);
            try {
                nearest = Network.numeric(
                        plain(forwarded.substring(comma + 1, end).trim()));
            } catch (IllegalArgumentException e) {
                // A proxy of ours has written something else, such as "unknown": then it is all that we know.
                return nearest;
            }
            end = comma;
        }
        return nearest;
    }

    /** Without the port or the brackets that some put there. */
    private static String plain(String entry) {
        int bracket = entry.indexOf(']');
        if (entry.startsWith("[") && bracket > 0) {
            return entry.substring(1, bracket);
        }
        int colon = entry.indexOf(':');
        return colon > 0 && entry.indexOf(':', colon + 1) < 0 ? entry.substring(0, colon) : entry;
    }
}
