package io.larder.engine.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
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
 * time, to a file of its own, as long as it has to be. What most such steps need is kept on the disk, so that those
 * that make room go on where there is none.
 */
final class Intents implements AutoCloseable {

    private static final int SLOTS = 64;
    private static final int SLOT_SIZE = 32 << 10;
    private static final int HEADER = 16;
    private static final int READY = 0x59444152;
    /** Bytes of the file for long batches that are not given back to the disk. */
    private static final int KEPT = 1 << 20;

    private final RandomAccessFile file;
    private final RandomAccessFile largeFile;
    private final MappedByteBuffer slots;
    private final AtomicIntegerArray busy = new AtomicIntegerArray(SLOTS);
    private final ReentrantLock large = new ReentrantLock();
    private boolean largeFailed;

    Intents(Path directory) throws IOException {
        file = new RandomAccessFile(directory.resolve("intents").toFile(), "rw");
        largeFile = new RandomAccessFile(directory.resolve("intents.large").toFile(), "rw");
        DiskSpace.writeZeros(file, file.length(), (long) SLOTS * SLOT_SIZE);
        slots = PageFile.map(file, 0, (long) SLOTS * SLOT_SIZE);
        keepRoom();
    }

    /** Where the disk is full it goes without: a batch that finds no room is refused. */
    private void keepRoom() throws IOException {
        long length = largeFile.length();
        try {
            DiskSpace.writeZeros(largeFile, length, KEPT);
        } catch (IOException full) {
            largeFile.setLength(length);
        }
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
        int at = slot * SLOT_SIZE;
        write(slots, at, batch);
        // Where this fails the slot is never used again: the next start finds the batch in it.
        putInPlace.run();
        release(slots, at);
        busy.set(slot, 0);
    }

    private void commitLarge(Batch batch, Runnable putInPlace) {
        large.lock();
        try {
            if (largeFailed) {
                throw new IllegalStateException("a batch that was not put in place is still in the file");
            }
            writeLarge(batch);
            largeFailed = true;
            putInPlace.run();
            try {
                forgetLarge();
            } catch (IOException e) {
                throw new UncheckedIOException("a batch that was put in place cannot be forgotten", e);
            }
            largeFailed = false;
        } finally {
            large.unlock();
        }
    }

    /** Not through a mapping or a channel: an interrupted thread would close it for all. */
    private void writeLarge(Batch batch) {
        byte[] header = new byte[HEADER];
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        fields.putInt(4, batch.length()).putInt(8, checksum(batch.bytes(), batch.length()));
        try {
            largeFile.seek(0);
            largeFile.write(header);
            largeFile.write(batch.bytes(), 0, batch.length());
            fields.putInt(0, READY);
            largeFile.seek(0);
            largeFile.write(header, 0, 4);
        } catch (IOException e) {
            forgetPart(e);
            throw PageFile.DISK_FULL;
        }
    }

    private void forgetPart(IOException cause) {
        try {
            forgetLarge();
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw new UncheckedIOException("the intent file cannot be written", cause);
        }
    }

    private void forgetLarge() throws IOException {
        long length = largeFile.length();
        if (length >= HEADER) {
            largeFile.seek(0);
            largeFile.write(new byte[Integer.BYTES]);
        }
        if (length > KEPT) {
            largeFile.setLength(KEPT);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** The state is written last, so that a slot is never ready with only a part in it. */
    private static void write(ByteBuffer target, int at, Batch batch) {
        target.put(at + HEADER, batch.bytes(), 0, batch.length());
        target.putInt(at + 4, batch.length());
        target.putInt(at + 8, checksum(batch.bytes(), batch.length()));
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
            byte[] bytes = new byte[(int) largeFile.length()];
            largeFile.seek(0);
            largeFile.readFully(bytes);
            found += recover(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, putInPlace);
        }
        forgetLarge();
        return found;
    }

    private static int recover(ByteBuffer source, int at, Consumer<ByteBuffer> putInPlace) {
        if (source.getInt(at) != READY) {
            return 0;
        }
        byte[] bytes = new byte[source.getInt(at + 4)];
        source.get(at + HEADER, bytes);
        if (checksum(bytes, bytes.length) != source.getInt(at + 8)) {
            throw new IllegalStateException(
                    "the intent file is damaged: a batch marked ready does not match its checksum");
        }
        putInPlace.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        release(source, at);
        return 1;
    }

    /** Batches that are being put in place; a glance. */
    int atWork() {
        int count = large.isLocked() ? 1 : 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            count += busy.get(slot);
        }
        return count;
    }

    /** How many batches there is room for at a time. */
    int room() {
        return SLOTS + 1;
    }

    @Override
    public void close() throws IOException {
        file.close();
        largeFile.close();
    }
}
