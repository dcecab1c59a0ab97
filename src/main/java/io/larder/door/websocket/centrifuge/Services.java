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
 * @param patience how long clients may take
 * @param mostChannels how many channels a client may listen to
 */
record Services(
        Vertx vertx,
        Dispatcher dispatcher,
        Channels channels,
        Doorkeeper doorkeeper,
        Views views,
        Limits limits,
        LongSupplier clock,
        Patience patience,
        int mostChannels) {

    /** The seconds from now to a moment, at least one. */
    long secondsTo(long moment) {
        return Math.max(1, (moment - clock.getAsLong() + 999) / 1_000);
    }

    /** The milliseconds until what ends at a moment is ended, as it can be refreshed for a while. */
    long millisToEnd(long moment) {
        return secondsTo(moment) * 1_000 + patience.grace();
    }
}
