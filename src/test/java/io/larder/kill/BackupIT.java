package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is a copy of the data directory, made while Larder is stopped. */
class BackupIT {

    private static final String SMALL = "LARDER_MEMORY_MAX=16M";

    @TempDir
    Path directory;

    @Test
    void aCopyOfAStoppedStoreHasItsData() throws Exception {
        Path data = directory.resolve("data");
        try (Service service = new Service(data, SMALL)) {
            service.start();
            fill(service);
            service.stop();
            copy(data, directory.resolve("backup"));
            service.start();
            service.call("FLUSHALL");
        }
        try (Service restored = new Service(directory.resolve("backup"), SMALL)) {
            restored.start();
            assertEquals(
                    "hello", restored.call("GET", "greeting").path("result").asText());
            assertEquals(
                    "1",
                    restored.call("ZREVRANK", "board", "a1998").path("result").asText());
        }
    }

    @Test
    void aCopyMadeWhileItRanIsRefused() throws Exception {
        Path data = directory.resolve("data");
        try (Service service = new Service(data, SMALL)) {
            service.start();
            fill(service);
            copy(data, directory.resolve("copy"));
            try (Service copied = new Service(directory.resolve("copy"), SMALL)) {
                copied.launch();
                assertNotEquals(0, copied.waitFor());
                assertTrue(copied.logged().contains("was copied while Larder was running"), copied.logged());
            }
            assertEquals("hello", service.call("GET", "greeting").path("result").asText());
        }
    }

    private static void fill(Service service) throws Exception {
        service.call("SET", "greeting", "hello");
        for (int i = 0; i < 2_000; i += 100) {
            StringBuilder words = new StringBuilder("ZADD board");
            for (int member = i; member < i + 100; member++) {
                words.append(' ').append(member).append(" a").append(member);
            }
            service.call(words.toString().split(" "));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
