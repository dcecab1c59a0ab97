package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Credentials;
import io.larder.door.codec.FrontDesk;
import io.larder.security.Admittance;
import io.larder.security.LocalPages;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;

/** Who may come in over HTTP, by the token and the page that a request comes from. */
public final class Admission {

    private final FrontDesk desk;
    private final Tokens tokens;
    private final boolean anyPage;

    /** Lets in whom {@code tokens} know, from anywhere and as often as they like. */
    public Admission(Tokens tokens, boolean anyPage) {
        this(new FrontDesk(new Reception(tokens, Admittance.ANY, System::nanoTime)), anyPage);
    }

    /**
     * Lets in whom the desk does.
     *
     * @param anyPage whether pages of any origin may come in where there are no tokens; else those of this machine
     */
    public Admission(FrontDesk desk, boolean anyPage) {
        this.desk = desk;
        this.tokens = desk.reception().tokens();
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
        byte[] token = tokens.open()
                ? null
                : Credentials.token(request.headers().get(HttpHeaderNames.AUTHORIZATION), request.query());
        return desk.recognize(request, token);
    }

    /** The address that a request comes from. */
    public InetAddress from(HttpServerRequest request) {
        return desk.visitor(request).address();
    }
}
