package io.larder.bench;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.LeaderboardCommands;
import io.larder.type.DataCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The engine behind a dispatcher, on a directory of its own that is taken away at the end. The directory is made in
 * {@code -Djava.io.tmpdir}, so that says which file system is measured.
 */
final class OpenStore implements AutoCloseable {

    final EmbeddedEngine engine;
    final Dispatcher dispatcher;
    private final Session session = new Session(new Caller("bench", true), true);
    private final Path directory;

    OpenStore(long limit) throws IOException {
        directory = Files.createTempDirectory("larder-bench");
        engine = EmbeddedEngine.open(directory, limit, Clock.SYSTEM);
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(new LeaderboardCommands().family());
        CommandTable table = new CommandTable(families).bind(Keyspace.class, engine);
        dispatcher = new Dispatcher(table, call -> null, engine);
    }

    /** Runs a command as an event loop would. A failure ends the measurement. */
    Reply call(byte[]... words) {
        Reply reply = dispatcher.call(session, words, Effort.BRIEF);
        if (reply instanceof Reply.Failure failure) {
            throw new IllegalStateException(failure.message());
        }
        return reply;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[][] words(String line) {
        return Arrays.stream(line.split(" ")).map(OpenStore::bytes).toArray(byte[][]::new);
    }

    @Override
    public void close() throws IOException {
        engine.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(OpenStore::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
