package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Credentials;
import io.larder.door.codec.FrontDesk;
import io.larder.security.LocalPages;
import io.larder.security.Tokens;
import io.larder.security.Visitor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may open a WebSocket, by the page that asks for it and by the token that came along.
 *
 * <p>A browser lets any page open one to any address, and sends the page's origin; so the origin is all that keeps a
 * stranger's page out of a service without tokens. A page cannot set headers: it gives its token in the query, or as a
 * subprotocol, where no log of URLs sees it.
 */
final class Pages {

    /** The subprotocol that a page asks for so that it can give a token as another. */
    static final String PROTOCOL = "larder";

    private static final String TOKEN = "token.";
    private static final String ANY = "*";

    private final FrontDesk desk;
    private final Tokens tokens;
    private final boolean anyPage;
    private final Set<String> origins;

    /**
     * Lets in whom the desk does.
     *
     * @param anyPage whether, without tokens, pages of any origin may come in
     * @param origins the origins of which pages may come in, or {@code *}; none where nothing is set
     */
    Pages(FrontDesk desk, boolean anyPage, Set<String> origins) {
        this.desk = desk;
        this.tokens = desk.reception().tokens();
        this.anyPage = anyPage || !tokens.open();
        this.origins = origins;
    }

    /**
     * Checks where a request comes from. What is no page sends no origin and may come.
     *
     * @throws BadRequest where it is a page that may not
     */
    void check(MultiMap headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (!origins.isEmpty()) {
            if (origin != null && !origins.contains(ANY) && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
                throw new BadRequest(
                        403, "ERR pages of this origin may not connect. See larder.websocket.allowed-origins");
            }
        } else if (!anyPage && !LocalPages.allow(origin, headers.get(HttpHeaderNames.HOST))) {
            throw new BadRequest(
                    403,
                    "ERR this service has no token, so only pages of this machine may use it. "
                            + "Set larder.auth.token, or larder.websocket.allowed-origins");
        }
    }

    /**
     * Who sends a request.
     *
     * @throws BadRequest where it has no token that we know, or comes too often
     */
    Caller caller(HttpServerRequest request) {
        return desk.recognize(request, tokens.open() ? null : token(request));
    }

    /** Who is at the other end of a request's connection. */
    Visitor visitor(HttpServerRequest request) {
        return desk.visitor(request);
    }

    /** Counts what comes on a connection of theirs. */
    Turnstile turnstile(Visitor visitor) {
        return new Turnstile(desk.reception(), visitor);
    }

    private static byte @Nullable [] token(HttpServerRequest request) {
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        byte[] offered = authorization == null ? offered(request.headers()) : null;
        return offered != null ? offered : Credentials.token(authorization, request.query());
    }

    /** The token among the subprotocols, or null. */
    private static byte @Nullable [] offered(MultiMap headers) {
        for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String protocol : line.split(",")) {
                String name = protocol.trim();
                if (name.startsWith(TOKEN)) {
                    try {
                        return Base64.getUrlDecoder()
                                .decode(name.substring(TOKEN.length()).getBytes(StandardCharsets.ISO_8859_1));
                    } catch (IllegalArgumentException e) {
                        throw new BadRequest("ERR the token in Sec-WebSocket-Protocol is not base64url");
                    }
                }
            }
        }
        return null;
    }
}
