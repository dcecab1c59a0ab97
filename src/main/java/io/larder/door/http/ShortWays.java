package io.larder.door.http;

import io.larder.command.Dispatcher;
import io.larder.door.codec.Limits;
import io.larder.security.Visitor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gives each connection that commands come in by its {@link ShortWay}. */
final class ShortWays {

    private static final AttributeKey<ShortWay> WAY = AttributeKey.valueOf("larder.short-way");

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final Limits limits;
    private final PlainRequest plain;
    private final BooleanSupplier open;
    private @Nullable Boolean known;

    /**
     * Short ways to the dispatcher's commands.
     *
     * @param ours tells which paths are the dialect's
     * @param open whether nobody but the door wants to see requests
     */
    ShortWays(
            Vertx vertx,
            Dispatcher dispatcher,
            Admission admission,
            Limits limits,
            Predicate<String> ours,
            BooleanSupplier open) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.admission = admission;
        this.limits = limits;
        this.plain = new PlainRequest(ours);
        this.open = open;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Admission admission() {
        return admission;
    }

    Limits limits() {
        return limits;
    }

    boolean isPlain(HttpRequest request) {
        return plain.test(request);
    }

    /**
     * A request has come to the door the ordinary way, and was let in. From the next one on its connection has a short
     * way, if it may.
     *
     * @return what has been done of the request already, or null
     */
    @Nullable
    Begun comes(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        ShortWay way = channel.attr(WAY).get();
        if (way != null) {
            return way.take(request.uri());
        }
        if (request.version() == HttpVersion.HTTP_1_1 && isOpen()) {
            build(channel, admission.visitor(request));
        }
        return null;
    }

    private boolean isOpen() {
        Boolean yes = known;
        if (yes == null) {
            boolean followed = ((VertxInternal) vertx).tracer() != null;
            yes = !followed && admission.mayKnow() && open.getAsBoolean();
            known = yes;
        }
        return yes;
    }

    private void build(Channel channel, Visitor visitor) {
        ChannelPipeline pipeline = channel.pipeline();
        Malformed before = pipeline.get(Malformed.class);
        ChannelHandlerContext wire = pipeline.context(HttpResponseEncoder.class);
        ChannelHandlerContext server = pipeline.context(VertxHandler.class);
        // What is told over TLS beside the answer is the ordinary way's to know.
        if (before != null && wire != null && server != null && pipeline.get(SslHandler.class) == null) {
            ShortWay way = new ShortWay(this, before, visitor, wire);
            channel.attr(WAY).set(way);
            pipeline.addBefore(server.name(), null, way);
        }
    }
}
