package io.larder.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The packaged service as a process of its own on a data directory. */
final class Service implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final List<String> settings;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final int port = FreePort.any();
    private @Nullable Process process;

    /** On this data directory, with {@code NAME=value} settings. */
    Service(Path directory, String... settings) {
        this.directory = directory;
        this.settings = List.of(settings);
    }

    int port() {
        return port;
    }

    /** Starts it without waiting. */
    void launch() throws IOException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("there is no " + JAR + ": package first");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("LARDER_DATA_DIR", directory.toString());
        for (String setting : settings) {
            int sign = setting.indexOf('=');
            builder.environment().put(setting.substring(0, sign), setting.substring(sign + 1));
        }
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        process = builder.start();
    }

    private Path log() {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    /** Starts it and waits for its first answer. */
    void start() throws IOException, InterruptedException {
        launch();
        awaitOpen();
    }

    /** A port refuses connections soon after its service was told to stop: those that it has may end first. */
    static void mustRefuseConnections(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            try {
                new Socket("127.0.0.1", port).close();
            } catch (ConnectException closed) {
                return;
            }
            Thread.sleep(5);
        }
        throw new AssertionError("port " + port + " stays open");
    }

    /** Waits for its first answer. */
    void awaitOpen() throws IOException, InterruptedException {
        while (!awaitAnswer("/ping").body().contains("PONG")) {
            Thread.sleep(20);
        }
    }

    /** What a path says as soon as the port is open, whether or not the store is. */
    HttpResponse<String> awaitAnswer(String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (true) {
            try {
                return get(path);
            } catch (IOException e) {
                Process running = process;
                if (running == null || !running.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("the service does not answer; its log:\n" + Files.readString(log()), e);
                }
            }
            Thread.sleep(20);
        }
    }

    /** The answer to a body of JSON. */
    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return JSON.readTree(send("POST", path, body).body());
    }

    /** What a path says that it is asked for. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    /** A request and what comes back. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to several commands, each a list of words; atomic or not. */
    JsonNode post(boolean atomic, List<List<String>> commands) throws IOException, InterruptedException {
        return post(atomic ? "/multi-exec" : "/pipeline", JSON.writeValueAsString(commands));
    }

    /** The result of one command. */
    JsonNode call(String... words) throws IOException, InterruptedException {
        return post("/", JSON.writeValueAsString(words));
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor();
        }
    }

    /** SIGTERM, without waiting. */
    void terminate() {
        Process running = process;
        if (running != null) {
            running.destroy();
        }
    }

    /** SIGTERM, and its exit code. */
    int stop() throws InterruptedException {
        Process running = process;
        if (running == null) {
            return 0;
        }
        running.destroy();
        if (!running.waitFor(30, TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException("the service did not stop within 30 s");
        }
        return running.exitValue();
    }

    /** Waits until it has ended by itself; its exit code. */
    int waitFor() throws InterruptedException {
        Process running = process;
        if (running == null || !running.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the service did not end");
        }
        return running.exitValue();
    }

    /** What it has logged so far. */
    String logged() throws IOException {
        return Files.readString(log());
    }

    /** The lines of a command that a person would type, parted at spaces. */
    static List<String> words(Object... words) {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        return texts;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
