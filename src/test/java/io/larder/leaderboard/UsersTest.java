package io.larder.leaderboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Flag;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.contract.HeapEngine;
import io.larder.contract.Tables;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.security.ReadOnlyGate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users of applications reach, and what not, whichever door they come through. */
class UsersTest {

    private static final Caller OWNER = new Caller("owner", true);
    private static final Caller ANN = Caller.user("ann");

    private final HeapEngine engine = new HeapEngine(Clock.SYSTEM);
    private final Dispatcher dispatcher =
            new Dispatcher(Tables.all().bind(Keyspace.class, engine), new ReadOnlyGate(), engine);

    @BeforeEach
    void define() {
        call(OWNER, "LEADERBOARD DEFINE open {\"client_submit\":true,\"max\":100}");
        call(OWNER, "LEADERBOARD DEFINE shown {\"client_read\":true}");
        call(OWNER, "LEADERBOARD DEFINE closed {}");
        call(OWNER, "ZADD set 1 ann");
        for (String board : List.of("open", "shown", "closed")) {
            call(OWNER, "LEADERBOARD SUBMIT " + board + " bob 50");
        }
    }

    private Reply call(Caller caller, String line) {
        byte[][] words =
                Stream.of(line.split(" ")).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        return dispatcher.call(new Session(caller, true), words, Effort.FULL);
    }

    private String refusal(Caller caller, String line) {
        return assertInstanceOf(Reply.Failure.class, call(caller, line), line).message();
    }

    @Test
    void aUserSubmitsForItselfWhereTheDefinitionSaysSo() {
        assertInstanceOf(Reply.Pairs.class, call(ANN, "LEADERBOARD SUBMIT open ann 60"));
        String others = "NOPERM a user submits scores for one id only: the user's own, the sub of the token";
        assertEquals(others, refusal(ANN, "LEADERBOARD SUBMIT open bob 60"));
        assertEquals(others, refusal(ANN, "LEADERBOARD SUBMIT open bob 60 ID once"));
        assertEquals(others, refusal(Caller.user(""), "LEADERBOARD SUBMIT open ann 60"));
        String none = "NOPERM there is no leaderboard of this name with client_submit";
        for (String key : List.of("shown", "closed", "set", "nothing")) {
            assertEquals(none, refusal(ANN, "LEADERBOARD SUBMIT " + key + " ann 60"), key);
        }
    }

    @Test
    void limitsAreThoseOfEveryone() {
        assertTrue(refusal(ANN, "LEADERBOARD SUBMIT open ann 101").startsWith("OUT_OF_RANGE "));
        boolean refused = false;
        for (int i = 0; i < 40 && !refused; i++) {
            refused = call(ANN, "LEADERBOARD SUBMIT open ann 1") instanceof Reply.Failure failure
                    && failure.message().startsWith("TOO_MANY_SUBMITS ");
        }
        assertTrue(refused);
    }

    @Test
    void aUserReadsWhatTheDefinitionShows() {
        List<String> reads = List.of(
                "TOP %s",
                "LIST %s",
                "AROUND %s bob",
                "AROUNDSCORE %s 5",
                "RANGEBYSCORE %s 1 60",
                "RANKS %s 1 bob",
                "GET %s bob",
                "SEASONS %s");
        for (String read : reads) {
            for (String key : List.of("open", "shown")) {
                Reply reply = call(ANN, "LEADERBOARD " + read.formatted(key));
                assertTrue(!(reply instanceof Reply.Failure), () -> read + " " + key + ": " + reply);
            }
            for (String key : List.of("closed", "set", "nothing")) {
                assertEquals(
                        "NOPERM there is no leaderboard of this name with client_read or client_submit",
                        refusal(ANN, "LEADERBOARD " + read.formatted(key)),
                        key);
            }
        }
    }

    @Test
    void aUserReachesNothingElse() {
        int open = 0;
        for (Command<?> row : dispatcher.table().rows()) {
            if (row.is(Flag.FOR_USERS)) {
                open++;
                continue;
            }
            String line = line(row);
            assertTrue(refusal(ANN, line).startsWith("NOPERM "), line);
        }
        assertEquals(9, open);
        byte[][] top = Stream.of("LEADERBOARD", "TOP", "open")
                .map(w -> w.getBytes(UTF_8))
                .toArray(byte[][]::new);
        assertThrows(CommandError.class, () -> dispatcher.requireAllowed(new Session(ANN, false), top));
        dispatcher.requireAllowed(new Session(OWNER, false), top);
    }

    /** As many words as it needs. */
    private static String line(Command<?> row) {
        StringBuilder line = new StringBuilder(row.name());
        for (int words = row.words(); !row.fits(words); words++) {
            line.append(" 1");
        }
        return line.toString();
    }
}
