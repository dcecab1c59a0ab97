/**
 * The data types: for each a structure over {@link io.larder.keyspace.Entry}, such as {@code SortedSet}, and its rows
 * with their handlers, such as {@code SortedSetCommands}. May use {@code command} and {@code keyspace}.
 *
 * <p>Fields and members are ordered by a hash of theirs: see {@link io.larder.type.Member}.
 */
@NullMarked
package io.larder.type;

import org.jspecify.annotations.NullMarked;
