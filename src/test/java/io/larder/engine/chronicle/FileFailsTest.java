package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file that cannot be read or written any more: whoever meets that is refused, and so is all that comes after, as
 * nobody can tell what else is not there. The store can be closed all the same.
 */
class FileFailsTest {

    private static final String FAILED =
            "true MISCONF The store has failed and does nothing more; see the log, then restart it.";

    @TempDir
    private Path directory;

    /** What is not safe from a kill, as its intent could not be noted, is not acknowledged either. */
    @ParameterizedTest
    @CsvSource({"pages, read", "pages, write", "intents, small"})
    void nothingIsAnsweredAnyMore(String file, String act) throws Exception {
        Path errors = directory.resolve("errors");
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileFailsVictim.class.getName(),
                        directory.resolve("data").toString(),
                        file,
                        act)
                .redirectError(errors.toFile())
                .start();
        try {
            List<String> told = victim.inputReader(UTF_8).lines().toList();
            assertEquals(List.of("false done", FAILED, FAILED, FAILED, "closed"), told, () -> read(errors));
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
