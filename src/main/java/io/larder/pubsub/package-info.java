/**
 * Channels: messages to whoever listens now, and, where a channel keeps history, to whoever comes back.
 *
 * <p>Read in this order: {@link io.larder.pubsub.Publication}, {@link io.larder.pubsub.Subscriber},
 * {@link io.larder.pubsub.Channels}. What commands do to keys is told by {@link io.larder.pubsub.Notifications}. This
 * room uses {@code command} and {@code keyspace}.
 */
@NullMarked
package io.larder.pubsub;

import org.jspecify.annotations.NullMarked;
