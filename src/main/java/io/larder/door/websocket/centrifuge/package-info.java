/**
 * The Centrifuge protocol in its JSON form, on {@code /connection/websocket}: the stock clients of that name connect to
 * it unmodified, with reconnect, recovery and presence.
 *
 * <p>A message holds one or more lines, each a command, a reply or a push, in JSON. What the clients rely on: the reply
 * to {@code subscribe} comes before any message of the channel, each offset comes once, and nothing comes behind the
 * reply to {@code unsubscribe}. Everything of a connection happens on its lane, in order, so that holds by itself.
 *
 * <p>Read in this order: {@link io.larder.door.websocket.centrifuge.Client},
 * {@link io.larder.door.websocket.centrifuge.Subscriptions}, {@link io.larder.door.websocket.centrifuge.Text}. May use
 * what {@code door.websocket} may.
 *
 * @see <a href="https://centrifugal.dev/docs/transports/client_protocol">The protocol</a>
 */
@NullMarked
package io.larder.door.websocket.centrifuge;

import org.jspecify.annotations.NullMarked;
