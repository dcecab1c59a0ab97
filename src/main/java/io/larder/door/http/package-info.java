/**
 * The HTTP door at {@code /}: the REST dialect that serverless clients speak, turned into calls of the dispatcher and
 * its replies into JSON or RESP2.
 *
 * <p>Read in this order: {@link io.larder.door.http.DialectDoor}, {@link io.larder.door.http.Exchange},
 * {@link io.larder.door.codec.JsonCommands}, {@link io.larder.door.http.UrlCommand},
 * {@link io.larder.door.codec.JsonEncoder}; then {@link io.larder.door.http.ShortWay}, which most requests take. This
 * room uses {@code command}, {@code security} and {@code door.codec}.
 *
 * <p>What is public here is shared with {@link io.larder.door.http.v1}: who may come in, reading bodies, compressing.
 */
@NullMarked
package io.larder.door.http;

import org.jspecify.annotations.NullMarked;
