package io.larder.console;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console's files. They hold no data and may be seen by anyone; what the page then asks for passes the doors
 * like any other request.
 *
 * <p>The page may load what comes from here, and nothing else from anywhere; and its scripts cannot make markup of
 * text, so that what is stored in Larder is never more than text.
 */
public final class Console implements Handler<HttpServerRequest> {

    /** Where the files are. */
    public static final String PATH = "/console";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final Pages pages = new Pages();

    /** Whether a request at {@code /} is from a browser that wants a page, and not from a client of the commands. */
    public static boolean asksForPage(HttpServerRequest request) {
        return isRoot(request.path()) && isGet(request.method()) && accepts(request, "text/html");
    }

    private static boolean isRoot(String path) {
        return path.equals("/") || path.isEmpty();
    }

    private static boolean isGet(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    private static boolean accepts(HttpServerRequest request, String type) {
        String accept = request.headers().get(HttpHeaderNames.ACCEPT);
        return accept != null && accept.contains(type);
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy", POLICY);
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (!isGet(request.method())) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
            text(response, 405, "The console only knows GET and HEAD.");
            return;
        }
        String path = request.path();
        if (path.equals(PATH)) {
            // Without the slash, the page's neighbours would be looked for one step too high.
            headers.set(HttpHeaderNames.LOCATION, PATH.substring(1) + '/');
            text(response, 308, "The console is at console/.");
            return;
        }
        Page page = page(path);
        if (page == null) {
            text(response, 404, "The console has no such file.");
            return;
        }
        send(request, page, isRoot(path));
    }

    private @Nullable Page page(String path) {
        if (isRoot(path)) {
            return pages.index();
        }
        String name = path.substring(Math.min(path.length(), PATH.length() + 1));
        return pages.file(name.isEmpty() ? "index.html" : name);
    }

    /** A browser keeps the file and asks each time whether it is still the same, which a new version may not be. */
    private static void send(HttpServerRequest request, Page page, boolean root) {
        MultiMap headers = request.response().headers();
        String encoding = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING);
        boolean compressed = encoding != null && encoding.contains("gzip");
        String tag = '"' + page.tag() + (compressed ? "-gzip" : "") + '"';
        headers.set(HttpHeaderNames.ETAG, tag);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        headers.set(HttpHeaderNames.VARY, root ? "accept, accept-encoding" : "accept-encoding");
        String known = request.headers().get(HttpHeaderNames.IF_NONE_MATCH);
        if (known != null && known.contains(tag)) {
            request.response().setStatusCode(304).end();
            return;
        }
        byte[] bytes = compressed ? page.compressed() : page.plain();
        headers.set(HttpHeaderNames.CONTENT_TYPE, page.contentType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        if (compressed) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        if (request.method() == HttpMethod.HEAD) {
            request.response().end();
        } else {
            request.response().end(Buffer.buffer(bytes));
        }
    }

    private static void text(HttpServerResponse response, int status, String text) {
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        response.setStatusCode(status).end(Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
    }
}
