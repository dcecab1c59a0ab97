package io.larder.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service with these settings, as a process of its own in a directory. */
final class PackagedService implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

    private final Path log;
    private final Process process;

    /** Starts it and waits until it listens. */
    PackagedService(Path directory, Map<String, String> settings) throws IOException, InterruptedException {
        log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        builder.environment().put("LARDER_DATA_DIR", directory.resolve("data").toString());
        // On a busy machine a new store takes a while.
        builder.environment().put("LARDER_START_WAIT", "60s");
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        process = builder.start();
        long deadline = System.nanoTime() + PATIENCE;
        while (!logged().contains("Listening on")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new AssertionError(logged());
            }
            Thread.sleep(100);
        }
    }

    /** What it has logged so far. */
    String logged() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
