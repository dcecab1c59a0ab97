package io.larder.engine.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The files of a store that is open, as a kill at this moment would leave them. */
final class CrashedCopy {

    private static final byte[] ZEROS = new byte[64 << 10];

    private CrashedCopy() {}

    /** Copies all but the lock file, which its holder would lose by another's closing it. */
    static void take(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            if (!file.getFileName().toString().equals("larder.lock")) {
                copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        passForTheOriginal(to);
    }

    /** The steps hold still meanwhile, so these files do fit together; a copy would be refused. */
    private static void passForTheOriginal(Path to) throws IOException {
        Path properties = to.resolve("larder.properties");
        if (Files.exists(properties)) {
            List<String> lines = Files.readAllLines(properties);
            lines.removeIf(line -> line.startsWith("keys-file="));
            Files.write(properties, lines);
        }
    }

    /** Leaves holes where there are zeros: the files are large and nearly empty. */
    private static void copy(Path from, Path to) throws IOException {
        byte[] block = new byte[ZEROS.length];
        try (RandomAccessFile in = new RandomAccessFile(from.toFile(), "r");
                RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
            out.setLength(in.length());
            int length;
            for (long at = 0; (length = in.read(block)) > 0; at += length) {
                if (!Arrays.equals(block, 0, length, ZEROS, 0, length)) {
                    out.seek(at);
                    out.write(block, 0, length);
                }
            }
        }
    }

    static void remove(Path directory) throws IOException {
        for (Path file : files(directory)) {
            Files.delete(file);
        }
        Files.delete(directory);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
