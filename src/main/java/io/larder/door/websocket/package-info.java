/**
 * The WebSocket doors: any command on {@code /v1/ws}, the messages of a channel on {@code /v1/channels/…/live}, and the
 * Centrifuge protocol on {@code /connection/websocket}.
 *
 * <p>Read in this order: {@link io.larder.door.websocket.SocketDoor}, {@link io.larder.door.websocket.Endpoint},
 * {@link io.larder.door.websocket.Connection}, {@link io.larder.door.websocket.CommandSocket}. This room uses
 * {@code command}, {@code security}, {@code door.codec}, {@code pubsub} and {@code leaderboard}.
 */
@NullMarked
package io.larder.door.websocket;

import org.jspecify.annotations.NullMarked;
