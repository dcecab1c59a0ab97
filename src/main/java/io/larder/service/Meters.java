package io.larder.service;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Figures that are read when somebody asks for metrics. Every bean of this type is found by {@link Counting}, once the
 * store is open. (Micrometer's own {@code MeterBinder} would be found by Quarkus, while the service starts.)
 */
interface Meters {
    /** Has the figures told under their names. */
    void bindTo(MeterRegistry registry);
}
