package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library, in a JVM of its own. */
class ChronicleRuntimeTest {

    @TempDir
    private Path directory;

    /** As where a setting is refused while the library is being loaded beside that. */
    @Test
    void nothingBeginsInAJvmThatIsEnding() throws Exception {
        try (Victim victim = new Victim(directory, "-XX:TieredStopAtLevel=1", LateLoading.class)) {
            assertEquals(List.of("Shutdown in progress"), victim.told(), victim::errors);
            assertEquals("", victim.errors());
        }
    }

    /** Loads the library when its JVM is ending, and tells why it could not. */
    static final class LateLoading {
        private LateLoading() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    EmbeddedEngine.load();
                } catch (IllegalStateException e) {
                    Victim.tell(e.getMessage());
                }
            }));
        }
    }
}
