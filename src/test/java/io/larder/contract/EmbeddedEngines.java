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

/** One embedded engine for all tests of this process, emptied for each. */
final class EmbeddedEngines {

    private static final long LIMIT = 256L << 20;

    private static EmbeddedEngine engine;
    private static volatile Clock clock = Clock.SYSTEM;

    private EmbeddedEngines() {}

    /** The engine, empty, with this clock from now on. */
    static synchronized EmbeddedEngine fresh(Clock next) {
        if (engine == null) {
            try {
                Path directory = Files.createDirectories(Path.of("target", "engine-contract"));
                engine = EmbeddedEngine.open(Files.createTempDirectory(directory, "data"), LIMIT, () -> clock.now());
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
        clock = next;
        return engine;
    }
}
