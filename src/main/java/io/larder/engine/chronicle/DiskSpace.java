package io.larder.engine.chronicle;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;

/** Room on the disk for what a file will hold, so that no later write to it in mapped memory fails for want of that. */
final class DiskSpace {
    private DiskSpace() {}

    /**
     * Makes a file as long as {@code to}, with zeros from its end till there: at once where the system can promise
     * room, else by writing them.
     *
     * @throws IOException where the disk has no room for it
     */
    static void reserve(RandomAccessFile file, long to) throws IOException {
        int error = Posix.allocate(number(file.getFD()), 0, to);
        if (error == Posix.NO_SPACE) {
            throw new IOException("No space left on device for a file of " + to + " bytes");
        }
        if (error != 0) {
            writeZeros(file, file.length(), to);
        }
    }

    /**
     * Writes zeros from {@code from} to {@code to}. Not through a channel, which an interrupted thread would close for
     * all.
     */
    static void writeZeros(RandomAccessFile file, long from, long to) throws IOException {
        byte[] zeros = new byte[(int) Math.min(1 << 20, Math.max(0, to - from))];
        file.seek(from);
        for (long at = from; at < to; at += zeros.length) {
            file.write(zeros, 0, (int) Math.min(zeros.length, to - at));
        }
    }

    private static int number(FileDescriptor file) {
        try {
            Field number = FileDescriptor.class.getDeclaredField("fd");
            number.setAccessible(true);
            return number.getInt(file);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM does not tell the number of an open file", e);
        }
    }
}
