package io.larder.contract;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One embedded engine for all tests of this process, emptied for each.
 *
 * <p>Nothing expires behind a test's back: for the engine's own thread, which would take it out at any time, no time
 * passes. So a key expires when a command meets it, and is told of then.
 */
final class EmbeddedEngines {

    private static final long LIMIT = 256L << 20;

    private static EmbeddedEngine engine;
    private static volatile Clock clock = Clock.SYSTEM;
    private static volatile long began;

    private EmbeddedEngines() {}

    /** The engine, empty, with this clock from now on. */
    static synchronized EmbeddedEngine fresh(Clock next) {
        if (engine == null) {
            try {
                Path directory = Files.createDirectories(Path.of("target", "engine-contract"));
                engine = EmbeddedEngine.open(Files.createTempDirectory(directory, "data"), LIMIT, EmbeddedEngines::now);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var clear = new Family<>(Keyspace.class, Group.GENERIC)
                .command("CLEAR")
                .writes()
                .flag(Flag.ANY_KEY)
                .runs((keyspace, arguments) -> {
                    keyspace.clear();
                    return Reply.OK;
                });
        engine.run(new Call<>(new Session(new Caller("test", true), true), clear, new byte[1][]), Effort.FULL);
        began = next.now();
        clock = next;
        return engine;
    }

    private static long now() {
        return Thread.currentThread().getName().equals("larder-sweeper") ? began : clock.now();
    }
}
