/**
 * The embedded engine: keys and values in a persisted Chronicle Map.
 *
 * <p>May use the rooms {@code command} and {@code keyspace}. Within it only {@code EntryMap} and its parts
 * ({@code EntryReader}, {@code Tiers}, {@code SegmentRepair}, {@code SpaceCount}, {@code ChronicleRuntime}) may use {@code net.openhft}.
 */
@NullMarked
package io.larder.engine.chronicle;

import org.jspecify.annotations.NullMarked;
