package io.larder.monitoring;

import java.util.function.LongSupplier;

/**
 * What the doors count of their connections.
 *
 * @param open those that are open now
 * @param accepted all since the start
 * @param bytesIn bytes that came in
 * @param bytesOut bytes that went out
 */
public record Traffic(LongSupplier open, LongSupplier accepted, LongSupplier bytesIn, LongSupplier bytesOut) {}
