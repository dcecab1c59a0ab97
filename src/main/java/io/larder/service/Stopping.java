package io.larder.service;

import io.larder.door.http.Departure;
import io.larder.door.http.EventStreams;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * What happens before the port is closed: what is under way is answered, streams are ended. WebSockets are told by the
 * server that closes them, and the store is closed last.
 */
@Singleton
final class Stopping {

    private static final Logger LOG = Logger.getLogger(Stopping.class);

    private final Opening opening;
    private final Instance<EventStreams> streams;
    private final long waitMillis;

    Stopping(Opening opening, Instance<EventStreams> streams, LarderConfig config) {
        this.opening = opening;
        this.streams = streams;
        this.waitMillis = config.stop().patience().toMillis();
    }

    /** At the start, not only when it comes to that. */
    void check(@Observes Router router) {
        if (waitMillis < 0) {
            throw new ConfigurationException("larder.stop.wait must not be negative");
        }
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            // The server outlives the service there.
            return;
        }
        // What waits for a store that is not open yet waits in vain.
        long patience = opening.done() ? waitMillis : 0;
        Departure.begin(patience);
        streams.get().leave();
        int left = Departure.await(patience);
        if (left > 0 && patience > 0) {
            LOG.warnf(
                    "Larder stops without an answer on %d connections, on which something was still under way after"
                            + " %d ms (larder.stop.wait)",
                    left, patience);
        }
    }
}
