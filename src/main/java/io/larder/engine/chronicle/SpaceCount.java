package io.larder.engine.chronicle;

import java.util.concurrent.atomic.LongAdder;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.MapAbsentEntry;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.MapEntryOperations;
import org.jspecify.annotations.Nullable;

/** Counts entries and their chunks as the map changes. The map calls it under the entry's segment lock. */
final class SpaceCount implements MapEntryOperations<byte[], byte[], Object> {
    private final LongAdder entries = new LongAdder();
    private final LongAdder chunks = new LongAdder();

    long entries() {
        return entries.sum();
    }

    long liveBytes() {
        return MapGeometry.liveBytes(entries.sum(), chunks.sum());
    }

    void add(long moreEntries, long moreChunks) {
        entries.add(moreEntries);
        chunks.add(moreChunks);
    }

    @Override
    public @Nullable Object remove(MapEntry<byte[], byte[]> entry) {
        int freed = MapGeometry.chunks(entry.key().size(), entry.value().size());
        entry.doRemove();
        add(-1, -freed);
        return null;
    }

    @Override
    public @Nullable Object replaceValue(MapEntry<byte[], byte[]> entry, Data<byte[]> image) {
        long keySize = entry.key().size();
        int before = MapGeometry.chunks(keySize, entry.value().size());
        int after = MapGeometry.chunks(keySize, image.size());
        entry.doReplaceValue(image);
        if (after != before) {
            chunks.add(after - before);
        }
        return null;
    }

    @Override
    public @Nullable Object insert(MapAbsentEntry<byte[], byte[]> absent, Data<byte[]> image) {
        int taken = MapGeometry.chunks(absent.absentKey().size(), image.size());
        absent.doInsert(image);
        add(1, taken);
        return null;
    }
}
