package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.read;
import static io.larder.engine.chronicle.Steps.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.keyspace.HeapKeyspace;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of many changes to several keys: whole or not at all, whatever ends them. */
class TransactionTest {

    private static final long LIMIT = 16L << 20;

    @TempDir
    Path directory;

    private EmbeddedEngine engine;
    private long now = 1_000_000;

    @BeforeEach
    void open() throws IOException {
        engine = EmbeddedEngine.open(directory, LIMIT, () -> now);
    }

    @AfterEach
    void close() throws IOException {
        assertEquals(List.of(), engine.check());
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void manyChangesAreAsOnTheTwin(long seed) throws IOException {
        Random random = new Random(seed);
        HeapKeyspace twin = new HeapKeyspace(() -> now);
        for (int round = 0; round < 80; round++) {
            long what = random.nextLong();
            int count = 1 + random.nextInt(seed % 2 == 0 ? 12 : 3);
            String when = "seed " + seed + ", round " + round;
            if (random.nextInt(3) == 0) {
                takenBack(what, count, random.nextBoolean());
            } else {
                twin.begin(null);
                RandomStep.apply(twin, what, count);
                write(engine, keyspace -> {
                    RandomStep.apply(keyspace, what, count);
                    RandomStep.same(twin, keyspace, when + ", within the step");
                    return null;
                });
                twin.end();
            }
            now += random.nextInt(400);
            twin.begin(null);
            read(engine, keyspace -> {
                RandomStep.same(twin, keyspace, when);
                return null;
            });
            if (random.nextInt(20) == 0) {
                assertEquals(List.of(), engine.check(), when);
                engine.close();
                open();
            }
        }
    }

    private void takenBack(long what, int count, boolean refused) {
        try {
            Steps.run(
                    engine,
                    keyspace -> {
                        RandomStep.apply(keyspace, what, count);
                        if (refused) {
                            throw new CommandError("ERR taken back");
                        }
                        for (int i = 0; i < 1000; i++) {
                            keyspace.find(key("none" + i));
                        }
                        return null;
                    },
                    Flag.WRITE,
                    refused ? Effort.FULL : Effort.BRIEF);
        } catch (CommandError | TooLong expected) {
            return;
        }
        throw new AssertionError("the step was not taken back");
    }

    @Test
    void aSpilledElementThatShrinksGivesItsPagesBack() {
        for (int size : new int[] {1500, 100_000}) {
            put(size);
            put(3);
            assertEquals(List.of(), engine.check());
            read(engine, keyspace -> {
                assertArrayEquals(new byte[3], keyspace.find(key("h")).tree(0).get(key("f")));
                return null;
            });
        }
    }

    private void put(int size) {
        write(engine, keyspace -> {
            var entry = keyspace.find(key("h"));
            Tree tree = (entry != null ? entry : keyspace.create(key("h"), Kind.HASH)).tree(0);
            return tree.put(key("f"), new byte[size]);
        });
    }

    @Test
    void aStepBeyondTheRoomOfTheMapIsRefusedWhole() {
        write(engine, keyspace -> {
            keyspace.create(key("before"), Kind.STRING).blob().set(key("v"));
            return null;
        });
        CommandError refusal = assertThrows(CommandError.class, () -> setMany(60_000, 1500));
        assertEquals(CommandError.OUT_OF_MEMORY.text(), refusal.text());
        long size = read(engine, keyspace -> keyspace.size());
        assertEquals(1, size);
        setMany(2_000, 1500);
        size = read(engine, keyspace -> keyspace.size());
        assertEquals(2_001, size);
    }

    @Test
    void aFullStoreLetsGoOfWhatItHas() {
        setMany(10_000, 1500);
        while (engine.usedBytes() <= LIMIT) {
            write(engine, keyspace -> {
                keyspace.create(key("b" + engine.usedBytes()), Kind.STRING)
                        .blob()
                        .set(new byte[100_000]);
                return null;
            });
        }
        write(engine, keyspace -> {
            for (int i = 0; i < 10_000; i++) {
                keyspace.find(key("k" + i)).expireAt(now + 10_000);
            }
            return null;
        });
        write(engine, keyspace -> {
            for (int i = 0; i < 10_000; i++) {
                assertTrue(keyspace.remove(key("k" + i)));
            }
            return null;
        });
        setMany(1_000, 1500);
    }

    private void setMany(int count, int size) {
        write(engine, keyspace -> {
            for (int i = 0; i < count; i++) {
                keyspace.create(key("k" + i), Kind.STRING).blob().set(new byte[size]);
            }
            return null;
        });
    }

    @Test
    void aValueBeyondThePagesIsRefusedWhole() {
        assertThrows(
                CommandError.class,
                () -> write(engine, keyspace -> {
                    for (int i = 0; i < 30; i++) {
                        keyspace.create(key("k" + i), Kind.STRING).blob().set(new byte[5 << 20]);
                    }
                    return null;
                }));
        assertEquals(0, engine.usedBytes());
    }

    @Test
    void aDiscardedValueIsLeftAloneUntilItsStepIsDone() {
        write(engine, keyspace -> {
            keyspace.create(key("k"), Kind.STRING).blob().set(new byte[1 << 20]);
            keyspace.create(key("other"), Kind.STRING).blob().set(new byte[1 << 20]);
            return null;
        });
        List<Integer> seen = new ArrayList<>();
        Thread self = Thread.currentThread();
        engine.store().probe(() -> {
            if (Thread.currentThread() == self) {
                seen.add(engine.store().pages().nextSweepable(0));
            }
        });
        write(engine, keyspace -> keyspace.remove(key("k")) & keyspace.remove(key("other")));
        engine.store().probe(() -> {});
        assertEquals(Set.of(0), Set.copyOf(seen));
    }

    @Test
    void anInterruptedThreadStoresLargeSteps() {
        Thread.currentThread().interrupt();
        try {
            setMany(200, 1500);
        } finally {
            assertTrue(Thread.interrupted());
        }
        setMany(200, 1500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void whatFailsHalfwayStopsTheStoreAndIsCompletedByTheNextStart(int count) throws IOException {
        setMany(10, 10);
        int[] left = {Math.max(1, count / 2)};
        engine.store().probe(() -> {
            if (left[0]-- == 0) {
                throw new IllegalStateException("made up");
            }
        });
        assertThrows(
                IllegalStateException.class,
                () -> write(engine, keyspace -> {
                    for (int i = 0; i < count; i++) {
                        keyspace.create(key("n" + i), Kind.STRING).blob().set(key("v"));
                    }
                    keyspace.create(key("large"), Kind.STRING).blob().set(new byte[100_000]);
                    return keyspace.remove(key("k3"));
                }));
        engine.store().probe(() -> {});
        assertThrows(CommandError.class, () -> setMany(1, 1));
        assertThrows(CommandError.class, () -> read(engine, keyspace -> keyspace.size()));
        engine.close();
        open();
        read(engine, keyspace -> {
            assertEquals(10 + count, keyspace.size());
            assertNull(keyspace.find(key("k3")));
            assertEquals(100_000, keyspace.find(key("large")).blob().length());
            return null;
        });
    }

    @Test
    void whatComesAfterTheEndIsRefused() throws IOException {
        setMany(10, 10);
        engine.close();
        assertThrows(CommandError.class, () -> setMany(1, 1));
        assertThrows(CommandError.class, () -> read(engine, keyspace -> keyspace.find(key("k1"))));
        assertThrows(CommandError.class, () -> engine.version(key("k1")));
        assertThrows(CommandError.class, () -> engine.check());
        engine.close();
        open();
        long size = read(engine, keyspace -> keyspace.size());
        assertEquals(10, size);
    }

    @Test
    void whatCannotBeTakenBackIsNotDoneTwice() {
        Command<String> foreign =
                new Family<>(String.class, Group.GENERIC).command("FOREIGN").runs((target, arguments) -> Reply.OK);
        Session session = new Session(new Caller("test", true), true);
        List<Call<?>> calls = List.of(new Call<>(session, foreign, new byte[][] {key("FOREIGN")}));
        int[] done = {0};
        Function<Call<?>, Reply> others = call -> {
            done[0]++;
            return Reply.OK;
        };
        assertThrows(TooLong.class, () -> engine.runAll(calls, Map.of(), others, Effort.BRIEF));
        assertEquals(0, done[0]);
        assertEquals(List.of(Reply.OK), engine.runAll(calls, Map.of(), others, Effort.FULL));
        assertEquals(1, done[0]);
    }

    @Test
    void onlyWhatIsSoonDoneFollowsAStepThatMayStartOver() {
        Family<String> family = new Family<>(String.class, Group.GENERIC);
        Command<String> quick = family.command("QUICK").fast().runs((target, arguments) -> Reply.OK);
        Command<String> other = family.command("OTHER").runs((target, arguments) -> Reply.OK);
        Session session = new Session(new Caller("test", true), true);
        Function<Call<?>, Reply> others = call -> Reply.OK;
        List<Call<?>> calls = List.of(new Call<>(session, quick, new byte[][] {key("QUICK")}));
        TooLong waits = assertThrows(TooLong.class, () -> engine.runAll(calls, Map.of(), others, Effort.BRIEF));
        assertTrue(waits.patience());
        assertEquals(List.of(Reply.OK), engine.runAll(calls, Map.of(), others, Effort.PATIENT));
        List<Call<?>> more = List.of(calls.get(0), new Call<>(session, other, new byte[][] {key("OTHER")}));
        for (Effort effort : List.of(Effort.BRIEF, Effort.PATIENT)) {
            TooLong much = assertThrows(TooLong.class, () -> engine.runAll(more, Map.of(), others, effort));
            assertEquals(effort == Effort.BRIEF, much.patience(), effort::name);
        }
    }

    @Test
    void patienceWaitsForOthersButLooksAtLittle() throws Exception {
        put(1_000_000);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Thread other = new Thread(() -> write(engine, keyspace -> {
            held.countDown();
            try {
                return letGo.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        other.start();
        assertTrue(held.await(1, TimeUnit.MINUTES));
        TooLong waits = assertThrows(TooLong.class, () -> size(Effort.BRIEF));
        assertTrue(waits.patience());
        FutureTask<Long> patient = new FutureTask<>(() -> size(Effort.PATIENT));
        Thread waiting = new Thread(patient);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING && !patient.isDone()) {
            Thread.onSpinWait();
        }
        assertFalse(patient.isDone());
        letGo.countDown();
        assertEquals(1L, patient.get(1, TimeUnit.MINUTES));
        other.join();
        for (Effort effort : List.of(Effort.BRIEF, Effort.PATIENT)) {
            TooLong much =
                    assertThrows(TooLong.class, () -> Steps.run(engine, TransactionTest::whole, Flag.READONLY, effort));
            assertFalse(much.patience());
        }
        Steps.run(engine, TransactionTest::whole, Flag.READONLY, Effort.FULL);
    }

    private long size(Effort effort) {
        return Steps.run(engine, keyspace -> keyspace.size(), Flag.READONLY, effort);
    }

    private static byte[] whole(Keyspace keyspace) {
        return keyspace.find(key("h")).tree(0).get(key("f"));
    }

    @Test
    void aDirectoryIsForOneStore() {
        IOException refusal = assertThrows(IOException.class, () -> EmbeddedEngine.open(directory, LIMIT, () -> now));
        assertTrue(refusal.getMessage().contains("in use by another Larder"), refusal::getMessage);
    }
}
