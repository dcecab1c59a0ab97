package io.larder.door.codec;

import io.larder.command.Caller;
import io.larder.security.Reception;
import io.larder.security.Turned;
import io.larder.security.Visitor;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests over HTTP before the {@link Reception}, and tells them what it says: 401, 403, or 429 with
 * {@code Retry-After}. Where rates are limited, every answer has the {@code RateLimit-*} headers.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-06">RateLimit headers</a>
 */
public final class FrontDesk {

    /** What it, or {@link RequestId}, puts into answers and a page is to be able to read: names of headers. */
    public static final String EXPOSED =
            "retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, " + RequestId.HEADER;

    private static final AttributeKey<Visitor> VISITOR = AttributeKey.valueOf("larder.visitor");

    private static final String FORWARDED = "x-forwarded-for";

    private final Reception reception;

    /** A desk before a reception. */
    public FrontDesk(Reception reception) {
        this.reception = reception;
    }

    /** What it asks. */
    public Reception reception() {
        return reception;
    }

    /** Who is at the other end of a request's connection. */
    public Visitor visitor(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        Visitor known = channel.attr(VISITOR).get();
        return known == null ? welcome(channel) : known;
    }

    private Visitor welcome(Channel channel) {
        Visitor visitor = new Visitor(address(channel));
        channel.attr(VISITOR).set(visitor);
        channel.closeFuture().addListener(closed -> reception.left(visitor));
        return visitor;
    }

    /** The address at the other end of a connection; this machine's where it is none of a network. */
    public static InetAddress address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /**
     * A request has come in; this is asked before anything else, and once.
     *
     * @param operation whether it is to a page for operators
     * @throws BadRequest where it is not looked at
     */
    public void arrives(HttpServerRequest request, boolean operation) {
        if (!reception.asksEverybody()) {
            return;
        }
        Visitor visitor = visitor(request);
        try {
            reception.arrives(visitor, forwarded(request.headers()), operation);
        } catch (Turned turned) {
            throw told(request, visitor, turned);
        }
        tellAllowance(request, visitor);
    }

    private static @Nullable String forwarded(MultiMap headers) {
        List<String> all = headers.getAll(FORWARDED);
        return all.isEmpty() ? null : String.join(",", all);
    }

    /**
     * Who sends a request.
     *
     * @param token what came with it, or null
     * @throws BadRequest where they are not let in
     */
    public Caller recognize(HttpServerRequest request, byte @Nullable [] token) {
        return admit(request, token, reception.tokens().caller(token));
    }

    /**
     * The same for a token that somebody else has looked at.
     *
     * @param caller whom it stands for, or null where it is wrong
     */
    public Caller admit(HttpServerRequest request, byte @Nullable [] token, @Nullable Caller caller) {
        Visitor visitor = visitor(request);
        try {
            Caller admitted = reception.admit(visitor, token, caller);
            tellAllowance(request, visitor);
            return admitted;
        } catch (Turned turned) {
            throw told(request, visitor, turned);
        }
    }

    private BadRequest told(HttpServerRequest request, Visitor visitor, Turned turned) {
        reception.tell(visitor, turned, () -> RequestId.of(request));
        tellAllowance(request, visitor);
        if (turned.retrySeconds() > 0) {
            request.response().headers().set("retry-after", Long.toString(turned.retrySeconds()));
        }
        int status = switch (turned.reason()) {
            case TOKEN -> 401;
            case NETWORK -> 403;
            case LOCKED, OFTEN -> 429;
        };
        return new BadRequest(status, turned.text());
    }

    private static void tellAllowance(HttpServerRequest request, Visitor visitor) {
        Visitor.Allowance allowance = visitor.allowance();
        if (allowance != null) {
            request.response()
                    .headers()
                    .set("ratelimit-limit", Integer.toString(allowance.limit()))
                    .set("ratelimit-remaining", Long.toString(allowance.remaining()))
                    .set("ratelimit-reset", Long.toString(allowance.resetSeconds()));
        }
    }
}
