package io.larder.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The state in a data directory cannot be read before it is handed over, as on a disk that does not answer. */
final class SlowStart implements AutoCloseable {

    private final Path state;
    private final byte[] content;

    /** Takes it away from a directory that nobody has. */
    SlowStart(Path data) throws IOException, InterruptedException {
        state = data.resolve("larder.properties");
        content = Files.readAllBytes(state);
        Files.delete(state);
        if (new ProcessBuilder("mkfifo", state.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo " + state);
        }
    }

    /** Lets the one who waits for it go on. */
    void handOver() throws IOException {
        try (OutputStream out = Files.newOutputStream(state)) {
            out.write(content);
        }
    }

    /** Puts it back. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(state);
        Files.write(state, content);
    }
}
