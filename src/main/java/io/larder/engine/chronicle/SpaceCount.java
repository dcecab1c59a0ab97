package io.larder.engine.chronicle;

import io.larder.keyspace.Entry;
import java.util.concurrent.atomic.LongAdder;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.MapAbsentEntry;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.MapEntryOperations;
import org.jspecify.annotations.Nullable;

/**
 * Counts entries, their chunks and their expiries as the map changes. The map calls it under the entry's segment lock,
 * which is held until the call that changes the entry has returned: for writing, or, where a key is new, for updates,
 * beside which others read.
 */
final class SpaceCount implements MapEntryOperations<byte[], byte[], Object> {
    private final EntryReader reader;
    private final Expiries expiries;
    private final LongAdder entries = new LongAdder();
    private final LongAdder chunks = new LongAdder();

    SpaceCount(EntryReader reader, Expiries expiries) {
        this.reader = reader;
        this.expiries = expiries;
    }

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
        long expiry = expiry(entry.value());
        entry.doRemove();
        expires(entry.key(), expiry, Entry.NEVER);
        add(-1, -freed);
        return null;
    }

    @Override
    public @Nullable Object replaceValue(MapEntry<byte[], byte[]> entry, Data<byte[]> image) {
        long keySize = entry.key().size();
        int before = MapGeometry.chunks(keySize, entry.value().size());
        int after = MapGeometry.chunks(keySize, image.size());
        long expiry = expiry(entry.value());
        entry.doReplaceValue(image);
        expires(entry.key(), expiry, Item.expiryOf(image.get()));
        if (after != before) {
            chunks.add(after - before);
        }
        return null;
    }

    @Override
    public @Nullable Object insert(MapAbsentEntry<byte[], byte[]> absent, Data<byte[]> image) {
        int taken = MapGeometry.chunks(absent.absentKey().size(), image.size());
        absent.doInsert(image);
        expires(absent.absentKey(), Entry.NEVER, Item.expiryOf(image.get()));
        add(1, taken);
        return null;
    }

    private void expires(Data<byte[]> key, long from, long to) {
        if (from != to) {
            expiries.changed(reader.segment(key), from, to);
        }
    }

    private static long expiry(Data<byte[]> image) {
        if (image.size() == 0) {
            return Entry.NEVER;
        }
        int place = Item.expiryPlace(image.bytes().readByte(image.offset()));
        return place == 0 || image.size() < place + Long.BYTES
                ? Entry.NEVER
                : image.bytes().readLong(image.offset() + place);
    }
}
