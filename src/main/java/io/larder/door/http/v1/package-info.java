/**
 * The HTTP door at {@code /v1}: what is stored as resources, for people with curl and for programs that know HTTP and
 * nothing of Redis. Described by OpenAPI, with examples that are tried.
 *
 * <p>A value that is one thing, as {@code /v1/keys/greeting} or one field of a hash, is its own bytes; what consists of
 * several is JSON; what is refused is told as a problem (RFC 9457). Each resource is made of commands and knows nothing
 * else of what is behind them.
 *
 * <p>Read in this order: {@link io.larder.door.http.v1.Entrance}, {@link io.larder.door.http.v1.Requests},
 * {@link io.larder.door.http.v1.Calls}, {@link io.larder.door.http.v1.Result},
 * {@link io.larder.door.http.v1.KeyResource}, then the other resources. This room uses {@code command} and
 * {@code security}.
 */
@NullMarked
package io.larder.door.http.v1;

import org.jspecify.annotations.NullMarked;
