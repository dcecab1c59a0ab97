package io.larder.door.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the head of a request whether it is one of those that most clients of the dialect send all the time: a
 * {@code GET}, or a {@code POST} with a short body, over HTTP/1.1 on a connection that stays, from no web page, whose
 * target has no character in it about which there could be two opinions.
 */
final class PlainRequest {

    private static final String MARKS = "-._~!$&'()*+,:;=@/?%";

    /** For each ASCII character whether a URL may have it anywhere behind its first slash. */
    private static final boolean[] PLAIN = plain();

    private final Predicate<String> ours;

    /** Of those whose path, which is undecoded and has no query, is {@code ours}. */
    PlainRequest(Predicate<String> ours) {
        this.ours = ours;
    }

    /** Whether this is one. */
    boolean test(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return request.protocolVersion() == HttpVersion.HTTP_1_1
                && stays(headers)
                && hasPlainBody(request.method(), headers)
                && !headers.contains(HttpHeaderNames.ORIGIN)
                && isPlain(request.uri())
                && isOurs(request.method(), path(request.uri()));
    }

    /** Whether more requests may follow on the connection. */
    static boolean stays(HttpHeaders headers) {
        String connection = headers.get(HttpHeaderNames.CONNECTION);
        return connection == null || connection.equalsIgnoreCase("keep-alive");
    }

    private static boolean hasPlainBody(HttpMethod method, HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return false;
        }
        return HttpMethod.GET.equals(method)
                ? !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                : HttpMethod.POST.equals(method) && !headers.contains(HttpHeaderNames.EXPECT);
    }

    private boolean isOurs(HttpMethod method, String path) {
        Exchange.Kind kind = Exchange.Kind.of(path);
        boolean fits = switch (kind) {
            case BODY, PIPELINE -> HttpMethod.POST.equals(method);
            case TRANSACTION -> false;
            case URL -> DialectStream.command(path) == null;
        };
        return fits && ours.test(path);
    }

    /** The part of a target that is its path. */
    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** What is behind the path, or null. */
    static @Nullable String query(String target) {
        int query = target.indexOf('?');
        return query < 0 ? null : target.substring(query + 1);
    }

    private static boolean isPlain(String target) {
        int length = target.length();
        if (length == 0 || target.charAt(0) != '/' || target.startsWith("//")) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = target.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c] || c == '%' && !(i + 2 < length && isHex(target, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(String target, int percent) {
        return Character.digit(target.charAt(percent + 1), 16) >= 0
                && Character.digit(target.charAt(percent + 2), 16) >= 0;
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[128];
        for (char c = 0; c < plain.length; c++) {
            plain[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || MARKS.indexOf(c) >= 0;
        }
        return plain;
    }
}
