/**
 * What an operator sees: how often each command ran, how long it took, and INFO, which tells it in Redis's words.
 *
 * <p>Read {@link io.larder.monitoring.Statistics} first, which observes the dispatcher, then
 * {@link io.larder.monitoring.Information}. This room uses {@code command} and {@code keyspace}; what others count it
 * is given as suppliers.
 */
@NullMarked
package io.larder.monitoring;

import org.jspecify.annotations.NullMarked;
