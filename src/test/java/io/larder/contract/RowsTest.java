package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Command;
import io.larder.command.Flag;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row says all that there is to say, its examples are true, and some contract case is about it. */
class RowsTest {

    private static final Subject TWIN = new DispatcherSubject<>(HeapEngine::new);

    static Stream<Command<?>> rows() {
        return Tables.all().rows().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isComplete(Command<?> row) {
        assertTrue(row.summary().endsWith(".") && row.summary().length() > 10, "a summary is one sentence");
        assertTrue(row.since().matches("\\d+\\.\\d+\\.\\d+"), "a version of Redis: " + row.since());
        assertFalse(row.complexity().isEmpty(), "no complexity");
        assertFalse(row.examples().isEmpty(), "no example");
        assertTrue(
                row.examples().stream()
                        .anyMatch(example -> named(example.line()).contains(row.name())),
                "no example shows the command itself");
        assertFalse(row.is(Flag.WRITE) && row.is(Flag.READONLY), "writes and is read-only");
        assertTrue(
                row.is(Flag.WRITE)
                        || row.is(Flag.READONLY)
                        || row.is(Flag.PUBSUB)
                        || row.is(Flag.HARMLESS)
                        || row.is(Flag.ADMIN),
                "says not whom it is for");
        assertFalse(row.is(Flag.HARMLESS) && (row.mayChange() || row.is(Flag.ADMIN)), "is harmless and is not");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void examplesAreTrue(Command<?> row) {
        Examples.run(row, TWIN);
    }

    @Test
    void haveContractCases() {
        Set<String> missing = new TreeSet<>();
        rows().forEach(row -> missing.add(row.name()));
        Case.every().flatMap(one -> one.steps().stream()).forEach(step -> {
            if (step instanceof Case.Send send) {
                missing.removeAll(named(send.text()));
            }
        });
        assertTrue(missing.isEmpty(), "no contract case for " + missing);
    }

    /** What a line may be the command of: its first word, or its first two. */
    private static Set<String> named(String line) {
        byte[][] words = Words.of(line);
        String first = new String(words[0], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        return words.length == 1
                ? Set.of(first)
                : Set.of(first, first + ' ' + new String(words[1], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT));
    }
}
