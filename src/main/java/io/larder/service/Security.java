package io.larder.service;

import io.larder.command.Gate;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.RequestId;
import io.larder.keyspace.Keyspace;
import io.larder.security.Admittance;
import io.larder.security.Audit;
import io.larder.security.Network;
import io.larder.security.ReadOnlyGate;
import io.larder.security.Reception;
import io.larder.security.SizeGate;
import io.larder.security.Tokens;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes what stands before every door, and before every command. */
@Singleton
final class Security {

    @Produces
    @Singleton
    Audit audit() {
        Logger log = Logger.getLogger("larder.audit");
        return new Audit((line, request) -> RequestId.named(request, () -> log.info(line)), System::nanoTime);
    }

    @Produces
    @Singleton
    Gate gate(LarderConfig config) {
        LarderConfig.Limits limits = config.limits();
        int key = Wiring.bytes("larder.limits.max-key", limits.maxKey());
        return new SizeGate(
                new ReadOnlyGate(),
                Math.min(key, Keyspace.KEY_LIMIT),
                Wiring.bytes("larder.limits.max-value", limits.maxValue()));
    }

    @Produces
    @Singleton
    FrontDesk desk(Tokens tokens, Audit audit, LarderConfig config) {
        return new FrontDesk(new Reception(tokens, admittance(config), System::nanoTime, audit::turnedAway));
    }

    private static Admittance admittance(LarderConfig config) {
        LarderConfig.Auth auth = config.auth();
        LarderConfig.Limits limits = config.limits();
        return new Admittance(
                networks("larder.auth.allowed-networks", auth.allowedNetworks()),
                networks("larder.auth.operations-networks", auth.operationsNetworks()),
                networks("larder.http.trusted-proxies", config.http().trustedProxies()),
                anyNumber("larder.limits.requests-per-address", limits.requestsPerAddress()),
                anyNumber("larder.limits.requests-per-token", limits.requestsPerToken()),
                anyNumber("larder.limits.connections-per-address", limits.connectionsPerAddress()),
                anyNumber("larder.limits.connections-per-token", limits.connectionsPerToken()),
                anyNumber("larder.auth.lockout.after", auth.lockout().after()),
                auth.lockout().longest(),
                Wiring.atLeastOne("larder.limits.addresses", limits.addresses()));
    }

    private static List<Network> networks(String name, Optional<List<String>> texts) {
        try {
            return Network.all(texts.orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Larder does not start: " + name + ": " + e.getMessage());
        }
    }

    /** A limit, of which 0 is none. */
    static int anyNumber(String name, int value) {
        if (value < 0) {
            throw new ConfigurationException(name + " must be 0 or more, not " + value);
        }
        return value;
    }
}
