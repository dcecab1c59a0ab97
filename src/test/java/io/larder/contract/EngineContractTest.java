package io.larder.contract;

import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The types on the embedded engine. */
class EngineContractTest extends ContractRun {

    private static final long LIMIT = 64L << 20;

    @TempDir
    static Path directory;

    private static EmbeddedEngine engine;
    private static final Subject EMBEDDED = new DispatcherSubject<>(EngineContractTest::fresh);

    /** Each case has a store of its own: its clock is the case's. */
    private static EmbeddedEngine fresh(Clock clock) {
        try {
            close();
            engine = EmbeddedEngine.open(Files.createTempDirectory(directory, "case"), LIMIT, clock);
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    Subject subject() {
        return EMBEDDED;
    }
}
