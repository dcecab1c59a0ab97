/**
 * The embedded engine: a persisted Chronicle Map of keys, a mapped file of pages for what is too large for an entry,
 * and an intent file that makes each command's changes one step, also under kill -9.
 *
 * <p>Read in this order: {@link io.larder.engine.chronicle.EmbeddedEngine}, {@code Transaction}, {@code Item},
 * {@code TreeValue} with {@code Leaf} and {@code LeafIndex}, {@code PagedBytes}, {@code PageFile}, {@code Intents},
 * {@code EntryMap}, {@code DataDirectory}; for what happens when it is full, {@code Room} and {@code Evictor}. May use
 * {@code command} and {@code keyspace}; the only room, with {@code journal}, that sees Chronicle.
 */
@NullMarked
package io.larder.engine.chronicle;

import org.jspecify.annotations.NullMarked;
