package io.larder.monitoring;

import io.larder.keyspace.Footprint;
import io.larder.monitoring.Information.Section;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What INFO memory tells of where the bytes are: the data's parts, and the process's. */
public final class MemorySection {

    private static final String DIRECT = "direct";

    private final Supplier<Footprint> footprint;

    /** A section that tells of a store. */
    public MemorySection(Supplier<Footprint> footprint) {
        this.footprint = footprint;
    }

    /** Adds it. */
    public Information addTo(Information information) {
        return information.add(Section.MEMORY, this::data).add(Section.MEMORY, MemorySection::process);
    }

    private void data(Fields fields) {
        Footprint now = footprint.get();
        fields.put("used_memory_dataset", now.data())
                .put("larder_entries", now.entries())
                .put("larder_pages", now.pages())
                .put("larder_pages_free", now.freePages())
                .put("larder_uses", now.uses())
                .put("larder_extra_tiers", now.extraTiers());
    }

    private static void process(Fields fields) {
        ProcessMemory.now()
                .ifPresent(memory -> fields.bytes("used_memory_rss", memory.resident())
                        .put("larder_rss_own", memory.own())
                        .put("larder_rss_files", memory.files())
                        .put("larder_rss_shared", memory.shared()));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals(DIRECT)) {
                fields.put("larder_direct_used", pool.getMemoryUsed());
            }
        }
    }
}
