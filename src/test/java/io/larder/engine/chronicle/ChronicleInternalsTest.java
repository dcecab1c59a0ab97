package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.hash.impl.BigSegmentHeader;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we know of the library's inside and rely on. Another version of it: go through all of this again. */
class ChronicleInternalsTest {
    private static final long LIVE = 5 << 20;
    private static final int KEYS = 5000;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void fill() throws IOException {
        file = directory.resolve("entries.map");
        try (EntryMap map = EntryMap.create(file, LIVE)) {
            for (int i = 0; i < KEYS; i++) {
                map.put(key(i), image(i));
            }
        }
    }

    @Test
    void version() throws IOException {
        try (var map = EntryMap.open(file, LIVE)) {
            assertEquals("2026.1", map.persistedDataVersion());
        }
    }

    @Test
    void layout() throws IOException {
        try (var map = EntryMap.open(file, LIVE)) {
            assertEquals(8192, map.tierHashLookupCapacity);
            assertEquals(MapGeometry.SLOT_BYTES, map.tierHashLookupSlotSize);
            assertEquals(MapGeometry.CHUNK_BYTES, map.chunkSize);
            assertEquals(MapGeometry.SEGMENT_CHUNKS, map.actualChunksPerSegmentTier);
            assertEquals(8192 * 4, map.tierHashLookupOuterSize);
            assertEquals(64, VanillaChronicleHash.TIER_COUNTERS_AREA_SIZE);
            assertEquals(MapGeometry.SEGMENT_CHUNKS / 8, map.tierFreeListInnerSize);
            assertEquals(0, map.tierEntrySpaceInnerOffset);
        }
    }

    @Test
    void aFreshMapIsTheLibrarysByteForByte() throws Exception {
        for (long live : new long[] {1, LIVE, 40 << 20}) {
            Path ours = directory.resolve("ours" + live);
            Path librarys = directory.resolve("librarys" + live);
            MapGeometry geometry = MapGeometry.of(live);
            FreshMap.write(EntryMap.builder(geometry), ours);
            EntryMap.create(geometry, librarys);
            assertEquals(-1, Files.mismatch(ours, librarys), "of " + live + " live bytes");
        }
    }

    @Test
    void chunksOfAnEntry() throws IOException {
        int[] lengths = {0, 1, 9, 10, 11, 126, 127, 128, 129, 300, 4096, 16383, 16384, 30000};
        for (int keyLength : new int[] {8, 127, 128}) {
            for (int length : lengths) {
                byte[] key = new byte[keyLength];
                try (EntryMap map = EntryMap.openClean(file, LIVE)) {
                    map.clear();
                    map.put(key, new byte[length]);
                    assertEquals(EntryMap.cost(keyLength, length), map.usedBytes());
                }
                // Counted anew, from the library's bits.
                try (EntryMap map = EntryMap.openClean(file, LIVE)) {
                    assertEquals(EntryMap.cost(keyLength, length), map.usedBytes(), keyLength + " and " + length);
                }
            }
        }
    }

    @Test
    void stateIsCompiledAtBuildTime() throws Exception {
        Class<?> compiled = Class.forName(VanillaGlobalMutableState.class.getName() + "$$Native");
        assertSame(VanillaGlobalMutableState.class.getClassLoader(), compiled.getClassLoader());
        // Compiled in memory it would have no resource.
        assertNotNull(compiled.getResource("VanillaGlobalMutableState$$Native.class"));
    }

    @Test
    void heldLocksNeedRepair() throws IOException {
        try (var map = EntryMap.open(file, LIVE)) {
            BigSegmentHeader.INSTANCE.writeLock(map.segmentHeaderAddress(1));
            BigSegmentHeader.INSTANCE.updateLock(map.segmentHeaderAddress(2));
            BigSegmentHeader.INSTANCE.readLock(map.segmentHeaderAddress(3));
            assertEquals(3, new SegmentRepair(map).run());
            BigSegmentHeader.INSTANCE.writeLock(map.segmentHeaderAddress(1));
        }
        assertThrows(IOException.class, () -> EntryMap.openClean(file, LIVE));
        EntryMap.repair(file, LIVE).close();
        assertHoldsAllBut(-1);
    }

    @Test
    void aDamagedEntryOfAHeldSegmentIsDropped() throws IOException {
        int damaged = 4321;
        try (var map = EntryMap.open(file, LIVE)) {
            long address;
            try (var context = map.queryContext(key(damaged))) {
                context.readLock().lock();
                var image = context.entry().value();
                address = image.bytes().addressForRead(image.offset());
            }
            OS.memory().writeByte(address, (byte) (OS.memory().readByte(address) + 1));
            for (int segment = 0; segment < map.actualSegments; segment++) {
                BigSegmentHeader.INSTANCE.writeLock(map.segmentHeaderAddress(segment));
            }
        }
        EntryMap.repair(file, LIVE).close();
        assertHoldsAllBut(damaged);
    }

    @Test
    void aTierTakenButNotLinkedComesBack() throws IOException {
        try (var map = EntryMap.open(file, LIVE)) {
            map.allocateTier();
            map.allocateTier();
            // The lock of the pool.
            OS.memory().writeLong(map.bsAddress() + map.headerSize, 0x80000000L);
            assertEquals(0, new SegmentRepair(map).run());
            assertEquals(0, map.globalMutableState().getExtraTiersInUse());
            map.globalMutableStateLock();
            map.globalMutableStateUnlock();
            assertEquals(map.extraTierIndexToTierIndex(0), map.allocateTier());
            assertEquals(map.extraTierIndexToTierIndex(1), map.allocateTier());
        }
        EntryMap.repair(file, LIVE).close();
        assertHoldsAllBut(-1);
    }

    @Test
    void aTierLinkedButNotPlacedIsEmptyAndLast() throws IOException {
        try (var map = EntryMap.open(file, LIVE)) {
            long tier = map.allocateTier();
            BigSegmentHeader.INSTANCE.nextTierIndex(map.segmentHeaderAddress(5), tier);
            BigSegmentHeader.INSTANCE.writeLock(map.segmentHeaderAddress(5));
            new SegmentRepair(map).run();
            assertEquals(1, map.globalMutableState().getExtraTiersInUse());
            assertEquals(0, new Tiers(map).next(tier));
        }
        assertHoldsAllBut(-1);
    }

    @Test
    void recoveryOfAllIsTheWayOut() throws IOException {
        try (var map = EntryMap.open(file, LIVE)) {
            BigSegmentHeader.INSTANCE.writeLock(map.segmentHeaderAddress(1));
        }
        EntryMap.recover(file, LIVE).close();
        assertHoldsAllBut(-1);
    }

    private void assertHoldsAllBut(int missing) throws IOException {
        try (EntryMap map = EntryMap.openClean(file, LIVE)) {
            assertEquals(missing < 0 ? KEYS : KEYS - 1, map.size());
            for (int i = 0; i < KEYS; i++) {
                if (i == missing) {
                    assertNull(map.get(key(i)));
                    map.put(key(i), image(i));
                }
                assertArrayEquals(image(i), map.get(key(i)));
            }
        }
    }

    private static byte[] key(int k) {
        return ByteBuffer.allocate(8).putInt(k).array();
    }

    private static byte[] image(int seed) {
        return EntryMapTest.image(seed, seed % 500);
    }
}
