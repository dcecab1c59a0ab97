package io.larder.contract;

import io.larder.FreePort;
import io.larder.command.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real {@code redis-server} of its own on a free port, for the time of one test class. */
final class RedisServer implements Subject, BeforeAllCallback, AfterAllCallback {

    private static final long PATIENCE_MILLIS = 10_000;

    private final Map<Integer, RespClient> clients = new HashMap<>();
    private @Nullable Process process;
    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        port = FreePort.any();
        Path directory = Files.createTempDirectory("oracle");
        directory.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--databases",
                "1",
                "--enable-debug-command",
                "yes",
                "--dir",
                directory.toString());
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The oracle is a real redis-server 7.0, which is not installed. On Debian and Ubuntu:"
                            + " apt-get install redis-server; elsewhere put a redis-server into the PATH.",
                    e);
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            try {
                clients.put(1, new RespClient(port));
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("redis-server did not start", notYet);
                }
                Thread.sleep(10);
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        for (RespClient client : clients.values()) {
            client.close();
        }
        clients.clear();
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(5, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        }
    }

    @Override
    public void reset() {
        try {
            for (RespClient client : clients.values()) {
                client.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clients.clear();
        send(1, Words.of("CONFIG SET notify-keyspace-events \"\""));
        Reply emptied = send(1, Words.of("FLUSHALL SYNC"));
        if (emptied != Reply.OK) {
            throw new IllegalStateException("the oracle could not be emptied: " + Printed.of(emptied));
        }
    }

    @Override
    public Reply send(int connection, byte[][] words) {
        try {
            return client(connection).send(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable Reply pushed(int connection) {
        try {
            return client(connection).pushed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RespClient client(int connection) throws IOException {
        RespClient client = clients.get(connection);
        if (client == null) {
            client = new RespClient(port);
            clients.put(connection, client);
        }
        return client;
    }

    @Override
    public void pass(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean hasClock() {
        return false;
    }

    @Override
    public boolean isRedis() {
        return true;
    }
}
