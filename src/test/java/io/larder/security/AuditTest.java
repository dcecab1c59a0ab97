package io.larder.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.contract.HeapEngine;
import io.larder.contract.Tables;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is written down, and what never is. */
class AuditTest {

    private static final CommandTable TABLE = Tables.all();
    private static final Caller OWNER = new Caller("owner", true);
    private static final Caller READER = new Caller("reader", false);

    private final List<String> log = new ArrayList<>();
    private long now = 1;
    private final Audit audit = new Audit((line, request) -> log.add(line), () -> now);
    private final Dispatcher dispatcher = dispatcher(audit);

    private static Dispatcher dispatcher(Audit audit) {
        HeapEngine engine = new HeapEngine(Clock.SYSTEM);
        Dispatcher dispatcher = new Dispatcher(Tables.all().bind(Keyspace.class, engine), new ReadOnlyGate(), engine);
        dispatcher.observe(audit);
        return dispatcher;
    }

    private Reply run(Call<?> call) {
        return dispatcher.call(call.session(), call.words(), Effort.FULL);
    }

    private static Call<?> call(Caller caller, String... words) {
        byte[][] bytes = Arrays.stream(words).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        Session session = new Session(Door.INTERNAL, caller, false).from(InetAddress.getLoopbackAddress());
        return call(session, TABLE.find(bytes), bytes);
    }

    private static <T> Call<T> call(Session session, Command<T> row, byte[][] words) {
        return new Call<>(session, row, words);
    }

    @Test
    void whatIsRefusedIsWrittenDownWithoutItsValue() {
        run(call(READER, "SET", "key", "the value"));
        run(call(READER, "GET", "key"));
        assertEquals(
                List.of("refused who=reader from=127.0.0.1 door=internal command=SET key=\"key\" reason=NOPERM"), log);
    }

    /** They ask by a socket or a stream for what is for no user, or by a command for what the data keeps from them. */
    @Test
    void usersThatAreRefusedAreWrittenDown() {
        run(call(OWNER, "LEADERBOARD", "DEFINE", "closed", "{}"));
        Caller ann = Caller.user("ann");
        Call<?> top = call(ann, "LEADERBOARD", "TOP", "closed");
        assertThrows(CommandError.class, () -> dispatcher.requireAllowed(top.session(), top.words()));
        run(top);
        run(call(ann, "LEADERBOARD", "SUBMIT", "closed", "the id", "77"));
        dispatcher.denied(top.session(), top.words(), new Reply.Failure("WRONGPASS of a door"));
        String line = "refused who=user user=\"ann\" from=127.0.0.1 door=internal command=LEADERBOARD|%s key=\"closed\""
                + " reason=%s";
        assertEquals(
                List.of(
                        line.formatted("TOP", "NOPERM"),
                        line.formatted("TOP", "NOPERM"),
                        line.formatted("SUBMIT", "NOPERM"),
                        line.formatted("TOP", "WRONGPASS")),
                log);
        dispatcher.denied(top.session(), call(ann, "GET", "k").words(), new Reply.Failure("NOPERM"));
        dispatcher.denied(top.session(), new byte[][] {"NOTHING".getBytes(UTF_8)}, new Reply.Failure("NOPERM"));
        assertEquals(5, log.size());
    }

    @Test
    void whatIsAboutAChannelSaysWhichAndNotWhatWasSent() {
        run(call(READER, "PUBLISH", "news", "the message"));
        run(call(READER, "SPUBLISH", "news", "the message"));
        run(call(READER, "CHANNEL", "PUBLISH", "news", "the message"));
        for (String row : List.of("SUBSCRIBE", "PSUBSCRIBE")) {
            Call<?> call = call(READER, row, "news*", "b");
            dispatcher.denied(call.session(), call.words(), new Reply.Failure("WRONGPASS"));
        }
        String line = "refused who=reader from=127.0.0.1 door=internal command=%s reason=%s";
        assertEquals(
                List.of(
                        line.formatted("PUBLISH channel=\"news\"", "NOPERM"),
                        line.formatted("SPUBLISH channel=\"news\"", "NOPERM"),
                        line.formatted("CHANNEL|PUBLISH channel=\"news\"", "NOPERM"),
                        line.formatted("SUBSCRIBE channel=\"news*\"", "WRONGPASS"),
                        line.formatted("PSUBSCRIBE pattern=\"news*\"", "WRONGPASS")),
                log);
    }

    @Test
    void administrativeActsAreWrittenDown() {
        audit.ran(call(OWNER, "FLUSHALL"), Reply.OK, 1);
        audit.ran(call(OWNER, "CONFIG", "SET", "maxmemory-policy", "some secret"), new Reply.Failure("ERR no"), 1);
        audit.ran(call(OWNER, "MONITOR"), Reply.OK, 1);
        for (String common : List.of("GET", "DEL")) {
            audit.ran(call(OWNER, common, "key"), Reply.OK, 1);
        }
        audit.ran(call(OWNER, "KEYS", "*"), Reply.OK, 1);
        assertEquals(
                List.of(
                        "done who=owner from=127.0.0.1 door=internal command=FLUSHALL outcome=OK",
                        "done who=owner from=127.0.0.1 door=internal command=CONFIG|SET outcome=ERR",
                        "done who=owner from=127.0.0.1 door=internal command=MONITOR outcome=OK"),
                log);
    }

    /** What a caller has made up cannot look like another line. */
    @Test
    void aKeyIsNoLine() {
        run(call(READER, "SET", "a\n\"done who=owner\\é", "v"));
        run(call(new Caller("user", true, "x\ny"), "SET", "k".repeat(1_000), "v"));
        assertEquals(2, log.size());
        assertTrue(log.get(0).contains("key=\"a\\n\\\"done who=owner\\\\\\xc3\\xa9\" "), log.get(0));
        assertTrue(log.get(1).contains("user=\"x\\ny\""), log.get(1));
        assertTrue(log.get(1).length() < 250, log.get(1));
    }

    @Test
    void theIdOfTheRequestEndsTheLineAndIsGivenByItself() throws Exception {
        List<String> ids = new ArrayList<>();
        Audit both = new Audit(
                (line, request) -> {
                    log.add(line);
                    ids.add(String.valueOf(request));
                },
                () -> now);
        Call<?> write = call(READER, "SET", "key", "v");
        write.session().request(() -> "r1");
        dispatcher(both).call(write.session(), write.words(), Effort.FULL);
        Call<?> flush = call(OWNER, "FLUSHALL");
        flush.session().request(() -> "r2");
        both.ran(flush, Reply.OK, 1);
        both.turnedAway(InetAddress.getByName("192.0.2.1"), Turned.Reason.TOKEN, () -> "r3");
        assertEquals(List.of("r1", "r2", "r3"), ids);
        assertTrue(log.get(0).endsWith(" reason=NOPERM request=r1"), log.get(0));
        assertTrue(log.get(1).endsWith(" outcome=OK request=r2"), log.get(1));
        assertEquals("turned-away from=192.0.2.1 reason=TOKEN request=r3", log.get(2));
    }

    @Test
    void noIdIsMadeForWhatIsNotWrittenDown() {
        Call<?> get = call(OWNER, "GET", "key");
        get.session().request(() -> {
            throw new AssertionError("made");
        });
        assertEquals(Reply.NIL, run(get));
        assertEquals(List.of(), log);
    }

    @Test
    void whoIsRefusedOnPurposeFillsNothingAndHidesNothing() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            audit.turnedAway(InetAddress.getByName("192.0.2.1"), Turned.Reason.TOKEN, null);
        }
        audit.ran(call(OWNER, "FLUSHALL"), Reply.OK, 1);
        assertEquals(101, log.size());
        assertEquals("turned-away from=192.0.2.1 reason=TOKEN", log.get(0));
        assertTrue(log.get(100).contains("FLUSHALL"), log.get(100));
        now += TimeUnit.SECONDS.toNanos(1);
        audit.turnedAway(InetAddress.getByName("192.0.2.1"), Turned.Reason.TOKEN, null);
        assertEquals("9900 more refusals were left out", log.get(101));
    }
}
