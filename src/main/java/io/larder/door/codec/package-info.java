/**
 * What doors of text have in common: who sends a request, commands read from JSON, replies written as JSON,
 * percent-encoding, UTF-8, and what a request is called in the log.
 *
 * <p>Read in this order: {@link io.larder.door.codec.JsonCommands}, {@link io.larder.door.codec.JsonEncoder}. This room
 * uses {@code command} and {@code security}; doors use it, and it knows none of them.
 */
@NullMarked
package io.larder.door.codec;

import org.jspecify.annotations.NullMarked;
