package io.larder.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.command.Command;
import io.larder.command.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Any words whatever to any command: it answers, with an error or not. What it throws would be an accident at a door.
 * The words are those that commands know, keys of every type, numbers at their bounds, and any bytes.
 */
class CommandFuzzTest {

    private static final List<Command<?>> ROWS = new ArrayList<>(Tables.all().rows());

    private static final List<String> SETUP = List.of(
            "SET string value",
            "SET number 9223372036854775807",
            "HSET hash field value number 1",
            "RPUSH list a b c",
            "SADD set a b 3",
            "ZADD zset 1 a 2 b 2 c",
            "LEADERBOARD DEFINE board {}",
            "LEADERBOARD SUBMITMANY board 1 ann 7",
            "SET gone v PX 1");

    private final Subject twin = new DispatcherSubject<>(HeapEngine::new);

    @Provide
    Arbitrary<Command<?>> rows() {
        return Arbitraries.of(ROWS);
    }

    @Provide
    Arbitrary<List<byte[]>> words() {
        List<String> known = new ArrayList<>();
        for (Command<?> row : ROWS) {
            row.examples().forEach(example -> {
                for (byte[] word : Words.of(example.line())) {
                    known.add(new String(word, UTF_8));
                }
            });
        }
        Arbitrary<byte[]> usual = Arbitraries.of(known).map(word -> word.getBytes(UTF_8));
        Arbitrary<byte[]> keys = Arbitraries.of(
                        "string", "number", "hash", "list", "set", "zset", "board", "gone", "none", "kept:a")
                .map(word -> word.getBytes(UTF_8));
        Arbitrary<byte[]> numbers = Arbitraries.of(
                        "0",
                        "1",
                        "-1",
                        "2",
                        "9223372036854775807",
                        "-9223372036854775808",
                        "9223372036854775808",
                        "4294967296",
                        "2147483647",
                        "-2147483648",
                        "1e308",
                        "-1e400",
                        "inf",
                        "-inf",
                        "nan",
                        "(1",
                        "[a",
                        "+",
                        "-",
                        "(",
                        "[",
                        "0x1p3",
                        "1.5",
                        "*",
                        "#0",
                        "u64",
                        "i65",
                        "1-1",
                        "$",
                        ">")
                .map(word -> word.getBytes(UTF_8));
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(4, usual),
                        net.jqwik.api.Tuple.of(4, keys),
                        net.jqwik.api.Tuple.of(4, numbers),
                        net.jqwik.api.Tuple.of(1, bytes))
                .list()
                .ofMaxSize(9);
    }

    /** A command and whatever words. */
    private record Line(Command<?> row, List<byte[]> words) {
        byte[][] all() {
            List<byte[]> all = new ArrayList<>();
            for (String word : row.name().split(" ")) {
                all.add(word.getBytes(UTF_8));
            }
            all.addAll(words);
            return all.toArray(byte[][]::new);
        }

        @Override
        public String toString() {
            return row + " "
                    + Arrays.toString(
                            words.stream().map(word -> new String(word, UTF_8)).toArray());
        }
    }

    @Provide
    Arbitrary<List<Line>> lines() {
        return Combinators.combine(rows(), words())
                .as(Line::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
    void everyCommandAnswersWhateverItIsSent(@ForAll("lines") List<Line> lines) {
        twin.reset();
        for (String line : SETUP) {
            if (twin.send(0, Words.of(line)) instanceof Reply.Failure failure) {
                throw new AssertionError(line + " is refused: " + failure.message());
            }
        }
        for (Line line : lines) {
            try {
                Reply reply = twin.send(1, line.all());
                if (reply == null) {
                    throw new AssertionError("nothing was answered");
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError accident) {
                throw new AssertionError(line + " is an accident: " + accident, accident);
            }
        }
    }
}
