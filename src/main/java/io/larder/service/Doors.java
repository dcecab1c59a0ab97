package io.larder.service;

import io.larder.command.Dispatcher;
import io.larder.door.http.DialectDoor;
import io.larder.door.http.Limits;
import io.larder.security.Tokens;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Opens the doors of the HTTP port: some paths belong to resources and pages, every other one is the dialect's. This
 * happens before the port is open, so what is refused here is never served.
 */
@Singleton
final class Doors {

    /** First segments of paths that are not the dialect's. None of them is a command's name. */
    private static final List<String> OTHERS = List.of("/v1", "/q", "/openapi", "/connection", "/console");

    /** Before Quarkus's own bound on bodies, whose answer has none, and before every resource. */
    private static final int FIRST = -1_000;

    private static final int MOST_BYTES = 1 << 30;

    void open(
            @Observes Router router,
            Vertx vertx,
            Instance<Dispatcher> dispatcher,
            Tokens tokens,
            LarderConfig config,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        boolean openToNetwork = config.auth().openToNetwork();
        if (tokens.open() && !openToNetwork && !isThisMachine(host)) {
            throw new ConfigurationException("Larder does not start: it would listen on " + host
                    + " without a token, so whoever reaches that address could read and change everything.\n"
                    + "Set larder.auth.token (LARDER_AUTH_TOKEN). Or, if this is meant, set"
                    + " larder.auth.open-to-network=true (LARDER_AUTH_OPEN_TO_NETWORK=true).");
        }
        Limits limits = limits(config.http());
        // Only now is the engine opened: a service that refuses to start leaves no files.
        DialectDoor door = new DialectDoor(vertx, dispatcher.get(), tokens, openToNetwork, limits);
        router.route().order(FIRST).handler(context -> {
            HttpServerRequest request = context.request();
            if (isOthers(request.path())) {
                context.next();
            } else {
                door.handle(request);
            }
        });
    }

    private static boolean isOthers(String path) {
        for (String other : OTHERS) {
            if (path.startsWith(other) && (path.length() == other.length() || path.charAt(other.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Limits limits(LarderConfig.Http http) {
        return new Limits(
                bytes("larder.http.max-body", http.maxBody()),
                bytes("larder.http.max-answer", http.maxAnswer()),
                atLeastOne("larder.http.max-commands", http.maxCommands()),
                atLeastOne("larder.http.max-arguments", http.maxArguments()),
                atLeastOne("larder.http.body-timeout", http.bodyTimeout().toMillis()));
    }

    private static int bytes(String name, MemorySize size) {
        BigInteger value = size.asBigInteger();
        if (value.signum() <= 0 || value.compareTo(BigInteger.valueOf(MOST_BYTES)) > 0) {
            throw new ConfigurationException(name + " must be 1 byte to 1G, not " + value);
        }
        return value.intValueExact();
    }

    private static <N extends Number> N atLeastOne(String name, N value) {
        if (value.longValue() < 1) {
            throw new ConfigurationException(name + " must be positive, not " + value);
        }
        return value;
    }
}
