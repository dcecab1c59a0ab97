package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        try (Victim victim =
                new Victim(directory, "-Xint", FileFailsVictim.class, directory.resolve("data"), file, act)) {
            assertEquals(List.of("false done", FAILED, FAILED, FAILED, "closed"), victim.told(), victim::errors);
        }
    }
}
