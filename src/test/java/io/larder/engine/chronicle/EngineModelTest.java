package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.read;
import static io.larder.engine.chronicle.Steps.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Flag;
import io.larder.command.TooLong;
import io.larder.keyspace.Blob;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine's structures against the JDK's, at random, with steps that are taken back and stores that are reopened.
 */
class EngineModelTest {

    private static final long LIMIT = 32L << 20;
    private static final byte[] KEY = key("k");
    private static final byte[] NOTHING = {};

    @TempDir
    Path directory;

    private EmbeddedEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = EmbeddedEngine.open(directory, LIMIT, Clock.SYSTEM);
    }

    @AfterEach
    void close() throws IOException {
        assertEquals(List.of(), engine.check());
        engine.close();
    }

    private void reopen() throws IOException {
        engine.close();
        open();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pairsAreAsInATreeMap(long seed) throws IOException {
        Random random = new Random(seed);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        int most = new int[] {4, 40, 400, 4000}[(int) (seed % 4)];
        for (int round = 0; round < 60; round++) {
            boolean abort = random.nextInt(5) == 0;
            TreeMap<byte[], byte[]> next = new TreeMap<>(model);
            int changes = 1 + random.nextInt(most);
            boolean shrink = random.nextInt(3) == 0;
            Runnable step = () -> write(engine, keyspace -> {
                Entry entry = keyspace.find(KEY);
                Tree tree = (entry != null ? entry : keyspace.create(KEY, Kind.HASH)).tree(0);
                for (int i = 0; i < changes; i++) {
                    change(tree, next, random, shrink);
                }
                assertEquals(next.size(), tree.size());
                if (abort) {
                    throw new CommandError("ERR taken back");
                }
                return null;
            });
            if (abort) {
                assertThrows(CommandError.class, step::run);
            } else {
                step.run();
                model = next;
            }
            if (random.nextInt(10) == 0) {
                reopen();
            }
            compare(model, random);
        }
    }

    private static void change(Tree tree, TreeMap<byte[], byte[]> model, Random random, boolean shrink) {
        byte[] key = randomKey(random);
        if (random.nextInt(50) == 0 && !model.isEmpty()) {
            long from = random.nextInt(model.size());
            long to = Math.min(model.size(), from + random.nextInt(1 + model.size() / 3));
            tree.removeRange(from, to);
            new ArrayList<>(model.keySet()).subList((int) from, (int) to).forEach(model::remove);
        } else if (random.nextInt(10) < (shrink ? 7 : 3)) {
            byte[] near = model.ceilingKey(key);
            byte[] victim = near != null && random.nextBoolean() ? near : key;
            assertEquals(model.remove(victim) != null, tree.remove(victim));
        } else {
            byte[] value = randomValue(random);
            assertEquals(model.put(key, value) == null, tree.put(key, value));
        }
    }

    private static byte[] randomKey(Random random) {
        String text = "member:" + random.nextInt(3000);
        if (random.nextInt(40) == 0) {
            text = "x".repeat(random.nextInt(900)) + text;
        }
        if (random.nextInt(2000) == 0) {
            text = "y".repeat(random.nextInt(20_000)) + text;
        }
        return key(text);
    }

    private static byte[] randomValue(Random random) {
        byte[] value = new byte[random.nextInt(300) == 0 ? random.nextInt(90_000) : random.nextInt(30)];
        random.nextBytes(value);
        return value;
    }

    private void compare(TreeMap<byte[], byte[]> model, Random random) {
        read(engine, keyspace -> {
            Entry entry = keyspace.find(KEY);
            assertEquals(model.isEmpty(), entry == null);
            if (entry == null) {
                return null;
            }
            Tree tree = entry.tree(0);
            assertEquals(model.size(), tree.size());
            List<Map.Entry<byte[], byte[]>> all = new ArrayList<>(model.entrySet());
            int[] at = {0};
            tree.each(0, (k, v) -> same(all.get(at[0]++), k, v));
            assertEquals(all.size(), at[0]);
            int from = random.nextInt(all.size());
            at[0] = from;
            tree.eachBack(from, (k, v) -> same(all.get(at[0]--), k, v));
            assertEquals(-1, at[0]);
            for (int i = 0; i < 20; i++) {
                int position = random.nextInt(all.size());
                byte[] key = all.get(position).getKey();
                assertEquals(position, tree.rank(key));
                assertArrayEquals(key, tree.keyAt(position));
                assertArrayEquals(all.get(position).getValue(), tree.valueAt(position));
                assertArrayEquals(all.get(position).getValue(), tree.get(key));
                byte[] other = randomKey(random);
                assertEquals(model.headMap(other).size(), tree.rank(other));
                assertArrayEquals(model.get(other), tree.get(other));
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLargeTreeShrinksAsATreeMap(long seed) {
        Random random = new Random(seed);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        write(engine, keyspace -> {
            Tree tree = keyspace.create(KEY, Kind.HASH).tree(0);
            for (int i = 0; i < 60_000; i++) {
                byte[] key = key("member:" + random.nextInt(1_000_000));
                assertEquals(model.put(key, NOTHING) == null, tree.put(key, NOTHING));
            }
            return null;
        });
        while (!model.isEmpty()) {
            List<byte[]> victims = new ArrayList<>(model.keySet());
            Collections.shuffle(victims, random);
            write(engine, keyspace -> {
                Tree tree = keyspace.find(KEY).tree(0);
                for (byte[] victim : victims.subList(0, Math.min(4000, victims.size()))) {
                    assertTrue(tree.remove(victim));
                    model.remove(victim);
                }
                return null;
            });
            compare(model, random);
        }
    }

    private static boolean same(Map.Entry<byte[], byte[]> expected, byte[] key, byte[] value) {
        assertArrayEquals(expected.getKey(), key);
        assertArrayEquals(expected.getValue(), value);
        return true;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void valuesAreAsInAList(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> model = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            int changes = 1 + random.nextInt(seed % 2 == 0 ? 20 : 2000);
            boolean shrink = random.nextInt(3) == 0;
            write(engine, keyspace -> {
                Entry entry = keyspace.find(KEY);
                Tree tree = (entry != null ? entry : keyspace.create(KEY, Kind.LIST)).tree(0);
                for (int i = 0; i < changes; i++) {
                    change(tree, model, random, shrink);
                }
                return null;
            });
            if (random.nextInt(10) == 0) {
                reopen();
            }
            read(engine, keyspace -> {
                Entry entry = keyspace.find(KEY);
                assertEquals(model.isEmpty(), entry == null);
                if (entry != null) {
                    int[] at = {0};
                    assertEquals(model.size(), entry.tree(0).size());
                    entry.tree(0).each(0, (k, v) -> {
                        assertArrayEquals(model.get(at[0]++), v);
                        return true;
                    });
                    assertEquals(model.size(), at[0]);
                }
                return null;
            });
        }
    }

    private static void change(Tree tree, List<byte[]> model, Random random, boolean shrink) {
        int what = random.nextInt(10);
        if (!model.isEmpty() && what < (shrink ? 7 : 3)) {
            int from = random.nextBoolean() ? 0 : random.nextInt(model.size());
            int to = Math.min(model.size(), from + 1 + (random.nextInt(20) == 0 ? random.nextInt(300) : 0));
            tree.removeRange(from, to);
            model.subList(from, to).clear();
        } else if (!model.isEmpty() && what == 9) {
            int at = random.nextInt(model.size());
            byte[] value = randomValue(random);
            tree.set(at, value);
            model.set(at, value);
        } else {
            int end = random.nextInt(3);
            int at = end == 0 ? 0 : end == 1 ? model.size() : random.nextInt(model.size() + 1);
            byte[] value = randomValue(random);
            tree.insert(at, value);
            model.add(at, value);
        }
        assertEquals(model.size(), tree.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void stringsAreAsAnArray(long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] model = {{}};
        int most = seed == 1 ? 3000 : seed == 2 ? 100_000 : 1_000_000;
        write(engine, keyspace -> keyspace.create(KEY, Kind.STRING));
        for (int round = 0; round < 80; round++) {
            write(engine, keyspace -> {
                Blob blob = keyspace.find(KEY).blob();
                if (random.nextInt(10) == 0) {
                    byte[] value = new byte[random.nextInt(most)];
                    random.nextBytes(value);
                    blob.set(value);
                    model[0] = value;
                    return null;
                }
                int at = random.nextBoolean() ? model[0].length : random.nextInt(model[0].length + 3000);
                byte[] value = new byte[random.nextInt(random.nextBoolean() ? 50 : 50_000)];
                random.nextBytes(value);
                blob.write(at, value);
                if (value.length > 0) {
                    model[0] = Arrays.copyOf(model[0], Math.max(model[0].length, at + value.length));
                    System.arraycopy(value, 0, model[0], at, value.length);
                }
                return null;
            });
            if (random.nextInt(10) == 0) {
                reopen();
            }
            read(engine, keyspace -> {
                Blob blob = keyspace.find(KEY).blob();
                assertArrayEquals(model[0], blob.all());
                int from = random.nextInt(model[0].length + 1);
                int length = random.nextInt(model[0].length - from + 1);
                assertArrayEquals(Arrays.copyOfRange(model[0], from, from + length), blob.read(from, length));
                return null;
            });
        }
    }

    @Test
    void aLargeValueThatIsRemovedGivesItsPagesBack() throws Exception {
        byte[] value = new byte[5 << 20];
        long before = engine.usedBytes();
        for (int i = 0; i < 20; i++) {
            write(engine, keyspace -> {
                keyspace.create(KEY, Kind.STRING).blob().set(value);
                return null;
            });
            write(engine, keyspace -> {
                Tree tree = keyspace.create(key("l"), Kind.LIST).tree(0);
                for (int n = 0; n < 3000; n++) {
                    tree.insert(n, new byte[200]);
                }
                return null;
            });
            write(engine, keyspace -> keyspace.remove(KEY) & keyspace.remove(key("l")));
        }
        for (int i = 0; i < 1500 && engine.usedBytes() > before; i++) {
            Thread.sleep(20);
        }
        assertEquals(before, engine.usedBytes());
    }

    @Test
    void renamesAndCopiesKeepWhatIsThere() {
        for (int size : new int[] {3, 300, 30_000}) {
            write(engine, keyspace -> {
                Tree tree = keyspace.create(KEY, Kind.HASH).tree(0);
                for (int i = 0; i < size; i++) {
                    tree.put(key("f" + i), key("v" + i));
                }
                keyspace.rename(KEY, key("other"));
                keyspace.copy(key("other"), key("copy"));
                assertEquals(null, keyspace.find(KEY));
                return null;
            });
            for (String name : new String[] {"other", "copy"}) {
                read(engine, keyspace -> {
                    Tree tree = keyspace.find(key(name)).tree(0);
                    assertEquals(size, tree.size());
                    assertArrayEquals(key("v2"), tree.get(key("f2")));
                    return null;
                });
            }
            write(engine, keyspace -> {
                keyspace.find(key("copy")).tree(0).remove(key("f0"));
                return null;
            });
            long left =
                    read(engine, keyspace -> keyspace.find(key("other")).tree(0).size());
            assertEquals(size, left);
        }
    }

    @Test
    void whatIsTooLongForAnEventLoopIsTakenBack() {
        assertThrows(
                TooLong.class,
                () -> Steps.run(
                        engine,
                        keyspace -> {
                            keyspace.create(key("early"), Kind.STRING).blob().set(key("v"));
                            for (int i = 0; i < 10_000; i++) {
                                keyspace.create(key("k" + i), Kind.STRING)
                                        .blob()
                                        .set(key("v"));
                            }
                            return null;
                        },
                        Flag.WRITE,
                        Effort.BRIEF));
        long left = read(engine, keyspace -> keyspace.size());
        assertEquals(0, left);
    }
}
