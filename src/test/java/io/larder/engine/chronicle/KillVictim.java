package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A process to be killed: writers that put and remove, each on keys of its own and in an order that its seed
 * determines, and that keep in a mapped file how many operations they have begun and finished. So whoever kills it
 * knows what must be in the map, and which one key of each writer was in flight.
 *
 * <p>Arguments: map file, its live bytes, journal file, seed, number of keys of a writer, longest image.
 */
final class KillVictim {
    static final int WRITERS = 3;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private KillVictim() {}

    public static void main(String[] arguments) throws Exception {
        endOnAnyError();
        Path file = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[3]);
        int keys = Integer.parseInt(arguments[4]);
        int longest = Integer.parseInt(arguments[5]);
        MappedByteBuffer journal = journal(Path.of(arguments[2]));
        EntryMap map = EntryMap.openClean(file, Long.parseLong(arguments[1]));
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            new Thread(() -> {
                        Operations operations = new Operations(seed, writer, keys, longest);
                        for (long n = 1; ; n++) {
                            operations.next();
                            begin(journal, writer, n);
                            operations.apply(map);
                            finish(journal, writer, n);
                        }
                    })
                    .start();
        }
        // The test waits for this line.
        Victim.tell("writing");
    }

    static MappedByteBuffer journal(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, WRITERS * 128L);
        }
    }

    /** Has the whole process end when one thread does: whoever waits for that thread's progress would wait for ever. */
    static void endOnAnyError() {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            error.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
    }

    static void begin(MappedByteBuffer journal, int writer, long n) {
        LONGS.setRelease(journal, begun(writer), n);
    }

    /** The same, and keeps how many bytes all writers have begun to write by then. */
    static void begin(MappedByteBuffer journal, int writer, long n, long written) {
        LONGS.setRelease(journal, written(writer, n), written);
        begin(journal, writer, n);
    }

    static void finish(MappedByteBuffer journal, int writer, long n) {
        LONGS.setRelease(journal, finished(writer), n);
    }

    static long begun(MappedByteBuffer journal, int writer) {
        return (long) LONGS.getAcquire(journal, begun(writer));
    }

    static long finished(MappedByteBuffer journal, int writer) {
        return (long) LONGS.getAcquire(journal, finished(writer));
    }

    /** The bytes that all writers had begun to write when the last or last but one of this writer began. */
    static long written(MappedByteBuffer journal, int writer, long n) {
        return (long) LONGS.getAcquire(journal, written(writer, n));
    }

    private static int begun(int writer) {
        return writer * 128;
    }

    private static int finished(int writer) {
        return writer * 128 + 64;
    }

    private static int written(int writer, long n) {
        return writer * 128 + 16 + (int) (n % 2) * 8;
    }

    /** What one writer does, operation by operation. */
    static final class Operations {
        private final SplittableRandom random;
        private final int writer;
        private final int keys;
        private final int longest;
        String key = "";
        /** Seed of the new image; its length is negative to remove the key. */
        int imageSeed;

        int imageLength;

        Operations(long seed, int writer, int keys, int longest) {
            this.random = new SplittableRandom(seed * WRITERS + writer);
            this.writer = writer;
            this.keys = keys;
            this.longest = longest;
        }

        void next() {
            key = "writer" + writer + ":" + random.nextInt(keys);
            imageSeed = random.nextInt();
            imageLength = random.nextInt(5) == 0 ? -1 : random.nextInt(50, longest + 1);
        }

        void apply(EntryMap map) {
            if (imageLength < 0) {
                map.remove(key.getBytes(UTF_8));
            } else {
                map.put(key.getBytes(UTF_8), image());
            }
        }

        byte[] image() {
            byte[] image = new byte[imageLength];
            new Random(imageSeed).nextBytes(image);
            return image;
        }
    }
}
