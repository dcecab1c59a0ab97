package io.larder.service;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.arc.properties.IfBuildProperty;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What the doors are held against in benchmarks: the same server answering always the same. It is left out of every
 * build but one with {@code -Dlarder.bench=true}.
 */
@Singleton
@IfBuildProperty(name = "larder.bench", stringValue = "true")
final class Constant {

    private static final int BEFORE_ALL = -2_000;

    void open(@Observes Router router) {
        Buffer answer = Buffer.buffer("{\"result\":\"" + "v".repeat(100) + "\"}");
        router.get("/constant")
                .order(BEFORE_ALL)
                .putMetadata(Doors.OWN, true)
                .handler(context -> context.response()
                        .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .end(answer));
    }
}
