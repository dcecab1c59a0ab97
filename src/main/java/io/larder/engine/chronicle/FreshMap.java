package io.larder.engine.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.hash.impl.SizePrefixedBlob;
import net.openhft.chronicle.hash.impl.TierCountersArea;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.VanillaChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the file of an empty map, byte for byte as the library makes it, without touching most of it.
 *
 * <p>The library maps a new file and fills the hash area of every segment with zeros, as it cannot know what was there;
 * then it waits until the disk has them. Each of these areas begins in a page of its own, and with each the system
 * reads what lies around it, so that all of the file is in memory in the end: for a store of 1 GiB that takes longer
 * than all the rest of a start. A file that was empty is zeros already. So only the header is written here, which the
 * library's own method makes, the few numbers behind it, and the links of the pool of extra tiers.
 *
 * <p>The disk's room for the whole file is reserved, so that no later write to it can fail for want of that.
 */
final class FreshMap {
    private static final int STATE_AT = 8;

    private FreshMap() {}

    /**
     * Writes the file, which must not be there or be empty. Nothing of it counts before this has returned.
     *
     * @throws IOException where the disk has no room for it
     * @throws ReflectiveOperationException where the library is not the one that this was written for
     */
    static void write(ChronicleMapBuilder<byte[], byte[]> builder, Path path)
            throws IOException, ReflectiveOperationException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            VanillaChronicleMap<?, ?, ?> map = (VanillaChronicleMap<?, ?, ?>)
                    call(ChronicleMapBuilder.class.getDeclaredMethod("newMap"), builder.clone());
            Method writeHeader = ChronicleMapBuilder.class.getDeclaredMethod(
                    "writeHeader", FileChannel.class, VanillaChronicleMap.class);
            ByteBuffer header = (ByteBuffer) call(writeHeader, null, file.getChannel(), map);
            map.initBeforeMapping(path.toFile(), file, header.limit(), false);
            long pool = map.sizeInBytesWithoutTiers();
            long size = pool + map.tiersInBulk * map.tierSize;
            DiskSpace.reserve(file, OS.mapAlign(size));
            link(map, pool, file.getChannel());
            writeState(map, size, file.getChannel());
            header.putInt(
                    SizePrefixedBlob.SIZE_WORD_OFFSET,
                    SizePrefixedBlob.READY | SizePrefixedBlob.DATA | header.remaining());
            header.limit(SizePrefixedBlob.SELF_BOOTSTRAPPING_HEADER_OFFSET).position(SizePrefixedBlob.SIZE_WORD_OFFSET);
            writeFully(file.getChannel(), header, SizePrefixedBlob.SIZE_WORD_OFFSET);
        }
    }

    private static Object call(Method method, @Nullable Object on, Object... arguments)
            throws IOException, ReflectiveOperationException {
        method.setAccessible(true);
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException disk) {
                throw disk;
            }
            throw e;
        }
    }

    /** The pool's tiers, each linked to the next. */
    private static void link(VanillaChronicleMap<?, ?, ?> map, long pool, FileChannel file) throws IOException {
        ByteBuffer link = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long first = map.actualSegments + 1L;
        for (long i = 0; i < map.tiersInBulk - 1; i++) {
            long at = pool + i * map.tierSize + map.tierHashLookupOuterSize + TierCountersArea.NEXT_TIER_INDEX_OFFSET;
            writeFully(file, link.clear().putLong(first + i + 1).flip(), at);
        }
    }

    private static void writeState(VanillaChronicleMap<?, ?, ?> map, long size, FileChannel file) throws IOException {
        VanillaGlobalMutableState state = map.globalMutableState();
        ByteBuffer bytes = ByteBuffer.allocate((int) state.maxSize()).order(ByteOrder.LITTLE_ENDIAN);
        state.bytesStore(BytesStore.wrap(bytes), 0, bytes.capacity());
        state.setSegmentHeadersOffset(
                OS.pageAlign(map.headerSize + VanillaChronicleHash.RESERVED_GLOBAL_MUTABLE_STATE_BYTES));
        state.setDataStoreSize(size);
        state.setAllocatedExtraTierBulks(1);
        state.setFirstFreeTierIndex(map.actualSegments + 1L);
        writeFully(file, bytes.clear(), map.headerSize + STATE_AT);
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += file.write(bytes, to);
        }
    }
}
