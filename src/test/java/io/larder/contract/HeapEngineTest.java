package io.larder.contract;

import static io.larder.command.Argument.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Handler;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The twin is strict: what a handler must not do is an error, not a lenient answer. */
class HeapEngineTest {

    private static final byte[] K = {'k'};
    private static final byte[] OTHER = {'o'};

    private long now = 1_000;
    private final HeapEngine engine = new HeapEngine(() -> now);

    private Reply run(Handler<Keyspace> handler, Flag... flags) {
        Command.Row<Keyspace> row =
                new Family<>(Keyspace.class, Group.GENERIC).command("TRY").takes(key());
        for (Flag flag : flags) {
            row.flag(flag);
        }
        Session session = new Session(new Caller("test", true), false);
        return engine.run(new Call<>(session, row.runs(handler), new byte[][] {{'t'}, K}), Effort.FULL);
    }

    private Reply write(Handler<Keyspace> handler) {
        return run(handler, Flag.WRITE);
    }

    private static Entry text(Keyspace keyspace, byte[] key) {
        Entry entry = keyspace.create(key, Kind.STRING);
        entry.blob().set(new byte[] {'v'});
        return entry;
    }

    @Test
    void aRefusalAfterAChangeIsAnError() {
        assertThrows(
                AssertionError.class,
                () -> write((keyspace, arguments) -> {
                    text(keyspace, K);
                    throw CommandError.SYNTAX;
                }));
    }

    @Test
    void aRefusalBeforeAnyChangeIsPassedOn() {
        CommandError refusal = assertThrows(
                CommandError.class,
                () -> write((keyspace, arguments) -> {
                    keyspace.find(K);
                    throw CommandError.SYNTAX;
                }));
        assertEquals(CommandError.SYNTAX, refusal);
    }

    @Test
    void aChangeNeedsTheFlag() {
        assertThrows(
                AssertionError.class,
                () -> run((keyspace, arguments) -> {
                    text(keyspace, K);
                    return Reply.OK;
                }));
    }

    @Test
    void keysMustBeNamed() {
        assertThrows(
                AssertionError.class, () -> run((keyspace, arguments) -> Reply.truth(keyspace.find(OTHER) == null)));
        assertThrows(
                AssertionError.class,
                () -> run((keyspace, arguments) ->
                        Reply.whole(keyspace.scan(0, 10).found().size())));
        assertEquals(Reply.ONE, run((keyspace, arguments) -> Reply.truth(keyspace.find(OTHER) == null), Flag.ANY_KEY));
    }

    @Test
    void whatWasRemovedCannotBeChanged() {
        assertThrows(
                IllegalStateException.class,
                () -> write((keyspace, arguments) -> {
                    Entry entry = text(keyspace, K);
                    keyspace.remove(K);
                    entry.blob().set(Tree.NOTHING);
                    return Reply.OK;
                }));
    }

    @Test
    void treesOfOneValueMustAgree() {
        assertThrows(
                AssertionError.class,
                () -> write((keyspace, arguments) -> {
                    keyspace.create(K, Kind.SORTED_SET).tree(0).put(K, K);
                    return Reply.OK;
                }));
    }

    @Test
    void emptyCollectionsAreGoneAndEmptyStringsAreNot() {
        write((keyspace, arguments) -> Reply.truth(keyspace.create(K, Kind.SET) == null));
        assertEquals(0, engine.version(K));
        write((keyspace, arguments) -> Reply.truth(keyspace.create(K, Kind.STRING) == null));
        assertNotEquals(0, engine.version(K));
    }

    @Test
    void versionsAreNeverGivenTwice() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            write((keyspace, arguments) -> {
                keyspace.remove(K);
                text(keyspace, K).expireAt(5_000);
                return Reply.OK;
            });
            assertTrue(seen.add(engine.version(K)));
        }
        long before = engine.version(K);
        run((keyspace, arguments) -> Reply.truth(keyspace.find(K) != null));
        assertEquals(before, engine.version(K));
    }

    @Test
    void whatHasExpiredIsNotSeen() {
        write((keyspace, arguments) -> {
            text(keyspace, K).expireAt(1_500);
            return Reply.OK;
        });
        now = 1_499;
        assertNotEquals(0, engine.version(K));
        now = 1_500;
        assertEquals(0, engine.version(K));
        run((keyspace, arguments) -> {
            assertNull(keyspace.find(K));
            return Reply.OK;
        });
    }

    @Test
    void aScanMeetsWhatIsThereThroughout() {
        for (int i = 0; i < 100; i++) {
            put(i);
        }
        Set<Integer> met = new HashSet<>();
        long[] cursor = {0};
        int round = 0;
        do {
            int gone = round++ * 2 + 1;
            run(
                    (keyspace, arguments) -> {
                        Keyspace.Scan scan = keyspace.scan(cursor[0], 7);
                        scan.found().forEach(found -> met.add((int) found.key()[0]));
                        cursor[0] = scan.cursor();
                        keyspace.remove(new byte[] {(byte) gone});
                        return Reply.OK;
                    },
                    Flag.ANY_KEY,
                    Flag.WRITE);
            put(100 + round);
        } while (cursor[0] != 0);
        for (int i = 0; i < 100; i += 2) {
            assertTrue(met.contains(i), "not met: " + i);
        }
    }

    private void put(int i) {
        run(
                (keyspace, arguments) -> {
                    text(keyspace, new byte[] {(byte) i});
                    return Reply.OK;
                },
                Flag.ANY_KEY,
                Flag.WRITE);
    }
}
