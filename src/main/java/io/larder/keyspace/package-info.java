/**
 * What a database is, as commands see it: keys with an expiry and a version, and behind each a
 * {@link io.larder.keyspace.Blob} or {@link io.larder.keyspace.Tree}s. Engines implement it; data types are written
 * against it.
 *
 * <p>Read in this order: {@link io.larder.keyspace.Keyspace}, {@link io.larder.keyspace.Entry},
 * {@link io.larder.keyspace.Kind}, {@link io.larder.keyspace.Tree}, {@link io.larder.keyspace.Blob}. Whoever wants to
 * know what happens is a {@link io.larder.keyspace.ChangeListener}, to keep up with the data, or an
 * {@link io.larder.keyspace.EventListener}, to pass on what commands have done. This room uses the JDK and nothing
 * else.
 */
@NullMarked
package io.larder.keyspace;

import org.jspecify.annotations.NullMarked;
