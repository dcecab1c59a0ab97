package io.larder.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The memory that the process has in use, in bytes, as Linux tells it.
 *
 * @param own what is the process's alone: heap, stacks, buffers, the machine code of the compiler
 * @param files what is in memory of mapped files: the data, and what of the program was read. A container's limit
 *     counts it, but the system takes it back where it is short
 * @param shared shared memory: a data directory in {@code /dev/shm} or on a tmpfs is counted here, and cannot be taken
 *     back
 */
public record ProcessMemory(long own, long files, long shared) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIB = 1024;

    /** That of now; nothing where the system does not tell. */
    public static Optional<ProcessMemory> now() {
        if (!Files.isReadable(STATUS)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1);
            return Optional.of(
                    new ProcessMemory(field(lines, "RssAnon:"), field(lines, "RssFile:"), field(lines, "RssShmem:")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long field(List<String> lines, String name) {
        for (String line : lines) {
            if (line.startsWith(name)) {
                String[] parts = line.substring(name.length()).trim().split(" ");
                return Long.parseLong(parts[0]) * KIB;
            }
        }
        return 0;
    }

    /** All of it. */
    public long resident() {
        return own + files + shared;
    }
}
