package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Credentials;
import io.larder.door.codec.FrontDesk;
import io.larder.security.Callers;
import io.larder.security.JsonWebTokens;
import io.larder.security.LocalPages;
import io.larder.security.TokenRefused;
import io.larder.security.Tokens;
import io.larder.security.Visitor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Who may come in over HTTP, by the token and the page that a request comes from. */
public final class Admission {

    private final FrontDesk desk;
    private final Callers callers;
    private final boolean anyPage;

    /**
     * Lets in whom a token stands for, where the desk does.
     *
     * @param signed those of users
     * @param anyPage whether pages of any origin may come in where there are no tokens; else those of this machine
     */
    public Admission(FrontDesk desk, JsonWebTokens signed, boolean anyPage) {
        Tokens tokens = desk.reception().tokens();
        this.desk = desk;
        this.callers = new Callers(tokens, signed);
        this.anyPage = anyPage || !tokens.open();
    }

    /**
     * Checks where a request comes from.
     *
     * @throws BadRequest where it is the page of a stranger
     */
    public void checkPage(MultiMap headers) {
        if (!anyPage && !LocalPages.allow(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
            throw new BadRequest(
                    403,
                    "ERR this service has no token, so only pages of this machine may use it. "
                            + "Set larder.auth.token, or larder.auth.open-to-network=true");
        }
    }

    /**
     * Who sends a request.
     *
     * @throws BadRequest where it has no token that we know, or comes too often
     */
    public Caller caller(HttpServerRequest request) {
        byte[] token = callers.anyone()
                ? null
                : Credentials.token(request.headers().get(HttpHeaderNames.AUTHORIZATION), request.query());
        Caller caller;
        try {
            caller = callers.of(token);
        } catch (TokenRefused expired) {
            throw new BadRequest(401, "WRONGPASS " + expired.getMessage());
        }
        return desk.admit(request, token, caller);
    }

    /** Whether {@link #knows} ever knows anybody: where requests are counted, each has to be brought to the desk. */
    boolean mayKnow() {
        return !desk.reception().countsRequests();
    }

    /**
     * Who sends a further request on a connection.
     *
     * @return the one who was let in on it last; null where that is not plain to see, and the request has to come in as
     *     the first one did
     */
    @Nullable
    Caller knows(Visitor visitor, MultiMap headers, @Nullable String query) {
        if (!anyPage && !LocalPages.allow(null, headers.get(HttpHeaderNames.HOST))) {
            return null;
        }
        byte[] token = callers.anyone() ? null : Credentials.token(headers.get(HttpHeaderNames.AUTHORIZATION), query);
        Caller caller = callers.own(token);
        return caller != null && desk.reception().knows(visitor, caller) ? caller : null;
    }

    /** Who is at the other end of a request's connection. */
    Visitor visitor(HttpServerRequest request) {
        return desk.visitor(request);
    }

    /** The address that a request comes from. */
    public InetAddress from(HttpServerRequest request) {
        return desk.visitor(request).address();
    }
}
