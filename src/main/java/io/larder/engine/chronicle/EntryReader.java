package io.larder.engine.chronicle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import net.openhft.chronicle.core.Memory;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.impl.BigSegmentHeader;
import net.openhft.chronicle.hash.impl.CompactOffHeapLinearHashTable;
import net.openhft.chronicle.hash.impl.TierCountersArea;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import net.openhft.chronicle.map.VanillaChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries in place, under their segment's read lock as the library does, without its query contexts: these cost
 * more than the look-up itself.
 *
 * <p>An entry is the key's length, the key, the image's length, the image, and a checksum; lengths are stored seven
 * bits a byte, low bits first. A slot holds bits of the key's hash and the number of the entry's first chunk.
 */
final class EntryReader {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final LongHashFunction HASH = LongHashFunction.xx_r39();
    private static final BigSegmentHeader HEADER = BigSegmentHeader.INSTANCE;
    private static final Memory MEMORY = OS.memory();
    private static final long ARRAY_START = MEMORY.arrayBaseOffset(byte[].class);
    private static final long ABSENT = 0;

    private final VanillaChronicleMap<byte[], byte[], Object> map;
    private final Tiers tiers;
    private final CompactOffHeapLinearHashTable slots;
    private final long chunksOffset;

    EntryReader(VanillaChronicleMap<byte[], byte[], Object> map, Tiers tiers) {
        this.map = map;
        this.tiers = tiers;
        this.slots = map.hashLookup;
        this.chunksOffset = map.tierHashLookupOuterSize
                + VanillaChronicleHash.TIER_COUNTERS_AREA_SIZE
                + map.tierFreeListOuterSize
                + map.tierEntrySpaceInnerOffset;
    }

    /** Is shown keys of a sample. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to show more. {@code expireAt} is only right where expiries were asked for. */
        boolean see(long slotKey, long expireAt);
    }

    /** The image of a key. Where {@code uses} is given and the key is there, it is told that the key is used. */
    byte @Nullable [] get(byte[] key, @Nullable Uses uses) {
        long hash = HASH.hashBytes(key);
        int segment = map.hashSplitting.segmentIndex(hash);
        long wanted = slots.maskUnsetKey(map.hashSplitting.segmentHash(hash));
        long header = map.segmentHeaderAddress(segment);
        byte[] found;
        HEADER.readLock(header);
        try {
            long image = find(segment, header, wanted, key);
            found = image == ABSENT ? null : bytes(image);
        } finally {
            HEADER.readUnlock(header);
        }
        if (found != null && uses != null) {
            uses.use(AccessTable.id(segment, wanted));
        }
        return found;
    }

    /** The segment of a key. */
    int segment(Data<byte[]> key) {
        return map.hashSplitting.segmentIndex(key.hash(HASH));
    }

    /**
     * Has all expiries of a segment counted anew. That is done under the update lock: others read on meanwhile, but a
     * new key, which the library puts in place beside readers, waits.
     *
     * @param expired takes the keys whose expiry is not after {@code now}
     */
    void look(int segment, Expiries expiries, long now, Consumer<byte[]> expired) {
        long header = map.segmentHeaderAddress(segment);
        HEADER.updateLock(header);
        Expiries.Known before = expiries.look(segment, now);
        boolean all = false;
        try {
            tiers.forEachTier(segment, tier -> {
                // To read the slots of one that has none would only bring the file into memory, all of a new one's.
                long slotBytes = tiers.entries(segment, tier) == 0 ? 0 : map.tierHashLookupOuterSize;
                long base = map.tierIndexToBaseAddr(tier);
                for (long at = 0; at < slotBytes; at += MapGeometry.SLOT_BYTES) {
                    long slot = slots.readEntry(base, at);
                    if (!slots.empty(slot)) {
                        long entry = entry(base, slot);
                        long expireAt = expiry(entry);
                        expiries.see(segment, expireAt);
                        if (expireAt <= now) {
                            expired.accept(bytes(entry));
                        }
                    }
                }
            });
            all = true;
        } finally {
            if (all) {
                expiries.looked(segment, before);
            } else {
                expiries.lost(segment, before);
            }
            HEADER.updateUnlock(header);
        }
    }

    /** How the key is known in an {@link AccessTable}. */
    long id(byte[] key) {
        long hash = HASH.hashBytes(key);
        return AccessTable.id(
                map.hashSplitting.segmentIndex(hash), slots.maskUnsetKey(map.hashSplitting.segmentHash(hash)));
    }

    /**
     * The key of an id, or null where there is none; of several, one.
     *
     * @param latest only one that expires at this time or before; {@link Item#NEVER} for any
     */
    byte @Nullable [] key(long id, long latest) {
        int segment = AccessTable.segment(id);
        long wanted = AccessTable.slotKey(id);
        long header = map.segmentHeaderAddress(segment);
        HEADER.readLock(header);
        try {
            long base = map.segmentBaseAddr(segment);
            long tier = HEADER.nextTierIndex(header);
            while (true) {
                long at = slots.hlPos(wanted);
                for (long slot = slots.readEntry(base, at); !slots.empty(slot); slot = slots.readEntry(base, at)) {
                    if (slots.key(slot) == wanted && (latest == Item.NEVER || expiry(entry(base, slot)) <= latest)) {
                        return bytes(entry(base, slot));
                    }
                    at = slots.step(at);
                }
                if (tier == 0) {
                    return null;
                }
                base = map.tierIndexToBaseAddr(tier);
                tier = TierCountersArea.nextTierIndex(base + map.tierHashLookupOuterSize);
            }
        } finally {
            HEADER.readUnlock(header);
        }
    }

    /**
     * Shows keys of the segment, from a place among its slots that {@code from} determines to the end of the tier, and
     * all of its extra tiers.
     *
     * @param expiries whether to read them
     */
    void sample(int segment, long from, boolean expiries, Visitor visitor) {
        if (tiers.entries(segment, segment + 1L) == 0 && tiers.firstExtra(segment) == 0) {
            return;
        }
        long header = map.segmentHeaderAddress(segment);
        HEADER.readLock(header);
        try {
            long start = from * Long.BYTES % map.tierHashLookupOuterSize;
            boolean more = sampleTier(map.segmentBaseAddr(segment), start, expiries, visitor);
            for (long tier = HEADER.nextTierIndex(header); more && tier != 0; ) {
                long base = map.tierIndexToBaseAddr(tier);
                more = sampleTier(base, 0, expiries, visitor);
                tier = TierCountersArea.nextTierIndex(base + map.tierHashLookupOuterSize);
            }
        } finally {
            HEADER.readUnlock(header);
        }
    }

    private boolean sampleTier(long base, long start, boolean expiries, Visitor visitor) {
        for (long two = start; two < map.tierHashLookupOuterSize; two += Long.BYTES) {
            // Two slots are empty at a glance.
            if (MEMORY.readLong(base + two) == 0) {
                continue;
            }
            for (long at = two; at < two + Long.BYTES; at += MapGeometry.SLOT_BYTES) {
                long slot = slots.readEntry(base, at);
                if (!slots.empty(slot)
                        && !visitor.see(slots.key(slot), expiries ? expiry(entry(base, slot)) : Item.NEVER)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static long expiry(long entry) {
        long image = afterLength(afterLength(entry) + length(entry));
        int place = Item.expiryPlace(MEMORY.readByte(image));
        return place == 0 ? Item.NEVER : MEMORY.readLong(image + place);
    }

    boolean has(byte[] key) {
        long hash = HASH.hashBytes(key);
        int segment = map.hashSplitting.segmentIndex(hash);
        long wanted = slots.maskUnsetKey(map.hashSplitting.segmentHash(hash));
        long header = map.segmentHeaderAddress(segment);
        HEADER.readLock(header);
        try {
            return find(segment, header, wanted, key) != ABSENT;
        } finally {
            HEADER.readUnlock(header);
        }
    }

    void forEach(int segment, BiConsumer<byte[], byte[]> visitor) {
        long header = map.segmentHeaderAddress(segment);
        HEADER.readLock(header);
        try {
            tiers.forEachTier(segment, tier -> {
                long base = map.tierIndexToBaseAddr(tier);
                for (long at = 0; at < map.tierHashLookupOuterSize; at += MapGeometry.SLOT_BYTES) {
                    long slot = slots.readEntry(base, at);
                    if (!slots.empty(slot)) {
                        long key = entry(base, slot);
                        byte[] keyBytes = bytes(key);
                        visitor.accept(keyBytes, bytes(afterLength(key) + keyBytes.length));
                    }
                }
            });
        } finally {
            HEADER.readUnlock(header);
        }
    }

    /** Address of the image's length. */
    private long find(int segment, long header, long wanted, byte[] key) {
        long image = findInTier(map.segmentBaseAddr(segment), wanted, key);
        long tier = image == ABSENT ? HEADER.nextTierIndex(header) : 0;
        while (tier != 0) {
            long base = map.tierIndexToBaseAddr(tier);
            image = findInTier(base, wanted, key);
            tier = image == ABSENT ? TierCountersArea.nextTierIndex(base + map.tierHashLookupOuterSize) : 0;
        }
        return image;
    }

    private long findInTier(long base, long wanted, byte[] key) {
        long at = slots.hlPos(wanted);
        // No slot table is ever full.
        for (long slot = slots.readEntry(base, at); !slots.empty(slot); slot = slots.readEntry(base, at)) {
            if (slots.key(slot) == wanted) {
                long entry = entry(base, slot);
                long keyAddress = afterLength(entry);
                if (length(entry) == key.length && equal(keyAddress, key)) {
                    return keyAddress + key.length;
                }
            }
            at = slots.step(at);
        }
        return ABSENT;
    }

    private long entry(long base, long slot) {
        return base + chunksOffset + slots.value(slot) * MapGeometry.CHUNK_BYTES;
    }

    private static boolean equal(long address, byte[] key) {
        int i = 0;
        for (; i <= key.length - Long.BYTES; i += Long.BYTES) {
            if (MEMORY.readLong(address + i) != (long) LONGS.get(key, i)) {
                return false;
            }
        }
        for (; i < key.length; i++) {
            if (MEMORY.readByte(address + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Copy of the bytes whose length stands at {@code address}. */
    private static byte[] bytes(long address) {
        byte[] copy = new byte[length(address)];
        MEMORY.copyMemory(afterLength(address), copy, ARRAY_START, copy.length);
        return copy;
    }

    private static int length(long address) {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = MEMORY.readByte(address++);
            length |= (part & 0x7F) << shift;
            if (part >= 0 && length <= EntryMap.MAX_ENTRY) {
                return length;
            }
            if (shift > 14) {
                throw new IllegalStateException("The map file is damaged: an entry of " + length + " bytes");
            }
        }
    }

    private static long afterLength(long address) {
        long end = address;
        while (MEMORY.readByte(end) < 0) {
            end++;
        }
        return end + 1;
    }
}
