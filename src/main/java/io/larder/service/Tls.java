package io.larder.service;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * What Larder adds to Quarkus's TLS, whose certificates, versions and reloading are set by {@code quarkus.tls.…}:
 * certificates of clients, which Quarkus only knows when it is built, and what browsers are told.
 */
@Singleton
final class Tls implements HttpServerOptionsCustomizer {

    private final LarderConfig.Tls settings;
    private final String strictTransport;

    Tls(LarderConfig config) {
        this.settings = config.tls();
        this.strictTransport =
                settings.hsts().isZero() ? "" : "max-age=" + settings.hsts().toSeconds();
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setClientAuth(settings.clientAuth());
    }

    /** Tells a browser to come by TLS only from now on, where it has. */
    void tell(HttpServerRequest request) {
        if (request.isSSL() && !strictTransport.isEmpty()) {
            request.response().headers().set("strict-transport-security", strictTransport);
        }
    }

    /** Keeps a page that is not ours, such as the one that explains the HTTP interface, out of frames of others. */
    static void guardPage(HttpServerRequest request) {
        MultiMap headers = request.response().headers();
        headers.set("x-content-type-options", "nosniff");
        headers.set("referrer-policy", "no-referrer");
        headers.set("content-security-policy", "frame-ancestors 'none'");
    }
}
