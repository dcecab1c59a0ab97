package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Credentials;
import io.larder.security.Callers;
import io.larder.security.JsonWebTokens;
import io.larder.security.LocalPages;
import io.larder.security.TokenRefused;
import io.larder.security.Tokens;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** Who may come in over HTTP, by the token and the page that a request comes from. */
public final class Admission {

    private final Callers callers;
    private final boolean anyPage;

    /**
     * Lets in whom a token stands for.
     *
     * @param tokens the tokens of the service itself
     * @param signed those of users
     * @param anyPage whether pages of any origin may come in where there are no tokens; else those of this machine
     */
    public Admission(Tokens tokens, JsonWebTokens signed, boolean anyPage) {
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
     * @throws BadRequest where it has no token that we know
     */
    public Caller caller(HttpServerRequest request) {
        Caller caller;
        try {
            caller = callers.of(
                    callers.anyone()
                            ? null
                            : Credentials.token(request.headers().get(HttpHeaderNames.AUTHORIZATION), request.query()));
        } catch (TokenRefused expired) {
            throw new BadRequest(401, "WRONGPASS " + expired.getMessage());
        }
        if (caller == null) {
            throw new BadRequest(401, "WRONGPASS invalid or missing auth token");
        }
        return caller;
    }
}
