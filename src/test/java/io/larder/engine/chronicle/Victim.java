package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A process that runs a class of these tests, and is killed when this is closed. */
final class Victim implements AutoCloseable {

    private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);

    private final Path errors;
    private final Process process;
    private final BufferedReader out;

    /**
     * Starts it.
     *
     * @param work where what it writes to its standard error is kept
     * @param option how it runs: an option of the JVM
     * @param main the class to be run
     */
    Victim(Path work, String option, Class<?> main, Object... arguments) throws IOException {
        errors = work.resolve("errors");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Xmx256m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        out = process.inputReader(UTF_8);
    }

    /** Has such a process print a line. */
    static void tell(Object line) {
        OUT.println(line);
    }

    /** All that it prints, to its end. */
    List<String> told() {
        return out.lines().toList();
    }

    /** Waits until it has printed a line. */
    void awaitLine(String wanted) throws IOException {
        String line = out.readLine();
        while (line != null && !line.equals(wanted)) {
            line = out.readLine();
        }
        assertNotNull(line, this::errors);
    }

    /** Waits until something is so, which it works for. */
    void await(BooleanSupplier reached) throws InterruptedException {
        while (!reached.getAsBoolean()) {
            assertTrue(process.isAlive(), this::errors);
            Thread.sleep(1);
        }
    }

    /** What it has written to its standard error. */
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it. */
    @Override
    public void close() throws InterruptedException, IOException {
        process.destroyForcibly().waitFor();
        out.close();
    }
}
