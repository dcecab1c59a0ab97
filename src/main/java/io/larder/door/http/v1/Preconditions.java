package io.larder.door.http.v1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to be true of a value before it is read or written.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110, section 13</a>
 */
final class Preconditions {

    private static final String ANY = "*";

    private final List<String> match;
    private final List<String> noneMatch;

    private Preconditions(List<String> match, List<String> noneMatch) {
        this.match = match;
        this.noneMatch = noneMatch;
    }

    static Preconditions of(MultiMap headers) {
        return new Preconditions(
                tags(headers.getAll(HttpHeaderNames.IF_MATCH), false),
                tags(headers.getAll(HttpHeaderNames.IF_NONE_MATCH), true));
    }

    /** Whether there are none. */
    boolean none() {
        return match.isEmpty() && noneMatch.isEmpty();
    }

    /**
     * Refuses where {@code If-Match} does not hold, or, before a change, {@code If-None-Match}.
     *
     * @param exists whether the key has a value of any type
     * @param tag the value's tag, or null where it has none
     * @param change whether the request would change it
     */
    void check(boolean exists, @Nullable String tag, boolean change) {
        if (!match.isEmpty() && !(match.contains(ANY) ? exists : match.contains(tag))) {
            throw new Refusal(412, exists ? "If-Match names none of what is stored" : "there is nothing to match");
        }
        if (change && !noneMatch.isEmpty() && seen(exists, tag)) {
            throw new Refusal(412, "If-None-Match names what is stored");
        }
    }

    /** Whether {@code If-None-Match} says that the caller has this value already. */
    boolean seen(boolean exists, @Nullable String tag) {
        return noneMatch.contains(ANY) ? exists : noneMatch.contains(tag);
    }

    /**
     * The tags that are named, without their quotes; that of a compressed answer stands for the value itself.
     *
     * @param weak whether a tag still counts that somebody on the way has made a weak one
     */
    private static List<String> tags(List<String> headers, boolean weak) {
        List<String> tags = new ArrayList<>();
        for (String header : headers) {
            for (String one : header.split(",")) {
                String tag = one.trim();
                if (weak && tag.startsWith("W/")) {
                    tag = tag.substring(2);
                }
                if (tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"")) {
                    tag = EntityTag.ofIdentity(tag.substring(1, tag.length() - 1));
                }
                tags.add(tag);
            }
        }
        return tags;
    }
}
