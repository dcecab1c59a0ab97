package io.larder.door.websocket.centrifuge;

import io.larder.command.Dispatcher;
import io.larder.door.codec.Limits;
import io.larder.door.websocket.Views;
import io.larder.pubsub.Channels;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What all clients share.
 *
 * @param doorkeeper knows people by their tokens
 * @param views channels that nobody publishes to
 * @param clock the time, in milliseconds since 1970
 * @param pingMillis the time between two pings
 */
record Services(
        Vertx vertx,
        Dispatcher dispatcher,
        Channels channels,
        Doorkeeper doorkeeper,
        Views views,
        Limits limits,
        LongSupplier clock,
        long pingMillis) {

    /** The seconds from now to a moment, at least one. */
    long secondsTo(long moment) {
        return Math.max(1, (moment - clock.getAsLong() + 999) / 1_000);
    }

    /** How long a client has to answer a ping. */
    long pongMillis() {
        return Math.min(8_000, pingMillis / 2);
    }
}
