package io.larder.engine.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The intent file: a step's {@link Batch} is written here in full before any of it is put in place, and the slot is
 * freed after all of it is. A process that dies in between leaves a ready slot, which the next one puts in place again.
 *
 * <p>A slot is {@code [state:4][length:4][crc32c:4][0:4][batch]}. Steps that run side by side lock different keys and
 * take different pages, so the order among ready slots does not matter. A batch too long for a slot goes, one at a
 * time, to a file of its own.
 */
final class Intents implements AutoCloseable {

    private static final int SLOTS = 64;
    private static final int SLOT_SIZE = 32 << 10;
    private static final int HEADER = 16;
    private static final int READY = 0x59444152;

    private final RandomAccessFile file;
    private final RandomAccessFile largeFile;
    private final MappedByteBuffer slots;
    private final AtomicIntegerArray busy = new AtomicIntegerArray(SLOTS);
    private final ReentrantLock large = new ReentrantLock();

    Intents(Path directory) throws IOException {
        file = new RandomAccessFile(directory.resolve("intents").toFile(), "rw");
        largeFile = new RandomAccessFile(directory.resolve("intents.large").toFile(), "rw");
        PageFile.reserve(file, file.length(), (long) SLOTS * SLOT_SIZE);
        slots = PageFile.map(file, 0, (long) SLOTS * SLOT_SIZE);
    }

    /** Records the batch, has it put in place, and forgets it. When this returns, the step is done for good. */
    void commit(Batch batch, Runnable putInPlace) {
        if (batch.length() > SLOT_SIZE - HEADER) {
            commitLarge(batch, putInPlace);
            return;
        }
        int slot = (int) Thread.currentThread().getId() & SLOTS - 1;
        while (!busy.compareAndSet(slot, 0, 1)) {
            slot = slot + 1 & SLOTS - 1;
            Thread.onSpinWait();
        }
        try {
            int at = slot * SLOT_SIZE;
            write(slots, at, batch);
            putInPlace.run();
            release(slots, at);
        } finally {
            busy.set(slot, 0);
        }
    }

    private void commitLarge(Batch batch, Runnable putInPlace) {
        large.lock();
        try {
            MappedByteBuffer target;
            try {
                PageFile.reserve(largeFile, 0, (long) HEADER + batch.length());
                target = PageFile.map(largeFile, 0, (long) HEADER + batch.length());
            } catch (IOException e) {
                throw PageFile.DISK_FULL;
            }
            write(target, 0, batch);
            putInPlace.run();
            release(target, 0);
            shrink();
        } finally {
            large.unlock();
        }
    }

    private void shrink() {
        try {
            largeFile.setLength(0);
        } catch (IOException e) {
            // The room stays taken until the next long batch; nothing else depends on it.
            return;
        }
    }

    /** The state is written last, so that a slot is never ready with only a part in it. */
    private static void write(ByteBuffer target, int at, Batch batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.bytes(), 0, batch.length());
        target.put(at + HEADER, batch.bytes(), 0, batch.length());
        target.putInt(at + 4, batch.length());
        target.putInt(at + 8, (int) crc.getValue());
        VarHandle.fullFence();
        target.putInt(at, READY);
        VarHandle.fullFence();
    }

    private static void release(ByteBuffer target, int at) {
        VarHandle.fullFence();
        target.putInt(at, 0);
        VarHandle.fullFence();
    }

    /**
     * Puts each ready batch in place again.
     *
     * @return how many there were
     */
    int recover(Consumer<ByteBuffer> putInPlace) throws IOException {
        int found = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            found += recover(slots, slot * SLOT_SIZE, putInPlace);
        }
        if (largeFile.length() > HEADER) {
            found += recover(PageFile.map(largeFile, 0, largeFile.length()), 0, putInPlace);
        }
        return found;
    }

    private static int recover(ByteBuffer source, int at, Consumer<ByteBuffer> putInPlace) {
        if (source.getInt(at) != READY) {
            return 0;
        }
        byte[] bytes = new byte[source.getInt(at + 4)];
        source.get(at + HEADER, bytes);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        if ((int) crc.getValue() != source.getInt(at + 8)) {
            throw new IllegalStateException(
                    "the intent file is damaged: a batch marked ready does not match its checksum");
        }
        putInPlace.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        release(source, at);
        return 1;
    }

    @Override
    public void close() throws IOException {
        file.close();
        largeFile.close();
    }
}
