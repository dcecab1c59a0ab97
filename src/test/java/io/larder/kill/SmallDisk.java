package io.larder.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of so many megabytes, which it takes root to mount. */
final class SmallDisk implements AutoCloseable {

    private final Path path;

    SmallDisk(Path path, int megabytes) throws IOException, InterruptedException {
        this.path = Files.createDirectory(path);
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(
                    String.join(" ", command) + ": " + output + "A file system can be mounted by root only.");
        }
    }

    Path path() {
        return path;
    }

    private Path filler() {
        return path.resolve("filler");
    }

    /** Takes all the room that is left. */
    void fill() throws IOException {
        byte[] zeros = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    /** Gives it back. */
    void free() throws IOException {
        Files.delete(filler());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "-l", path.toString());
    }
}
