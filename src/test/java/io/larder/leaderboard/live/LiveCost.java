package io.larder.leaderboard.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Key;
import io.larder.command.Session;
import io.larder.contract.Tables;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.Order;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What live views cost those who write. It measures and never fails: {@code ./mvnw test -Dtest=LiveCost}, with a
 * directory for temporary files that is in memory.
 */
class LiveCost {

    private static final System.Logger LOG = System.getLogger(LiveCost.class.getName());
    private static final int MEMBERS = 1_000_000;
    private static final int WRITES = 200_000;
    private static final int ROUNDS = 3;
    private static final LiveLimits LIMITS = new LiveLimits(
            10_000, 1_000, 100_000, 100, TimeUnit.MILLISECONDS.toNanos(100), 0.25, TimeUnit.SECONDS.toNanos(60));

    @TempDir
    Path directory;

    private final Random random = new Random(7);
    private final Session session = new Session(new Caller("bench", true), true);
    private Dispatcher dispatcher;

    @Test
    void writesWithAndWithoutViews() throws IOException {
        ExecutorService lane = Executors.newSingleThreadExecutor();
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 1L << 30, Clock.SYSTEM);
                LiveViews live = new LiveViews(engine, Clock.SYSTEM, LIMITS).start()) {
            dispatcher = new Dispatcher(Tables.all().bind(Keyspace.class, engine), call -> null, engine);
            for (int i = 0; i < MEMBERS; i++) {
                write("board", i);
            }
            List<Watch> watches = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                engine.listen(ChangeListener.NONE);
                measure("nobody listens", live);
                engine.listen(live);
                measure("nobody watches", live);
                watches.add(watch(live, "elsewhere", new View.Top(10, Order.DESC), lane));
                beside(live);
                measure("another board is watched", live);
                for (int i = 0; i < 1_000; i++) {
                    watches.add(watch(live, "board", new View.Top(10, Order.DESC), lane));
                }
                measure("1,000 watch the top 10", live);
                for (int i = 0; i < 200; i++) {
                    Key member = new Key(member(i * 5_000));
                    watches.add(watch(live, "board", new View.Around(member, 5, Order.DESC), lane));
                }
                measure("and 200 different members", live);
                watches.forEach(Watch::close);
                watches.clear();
            }
        } finally {
            lane.shutdown();
        }
    }

    private static Watch watch(LiveViews live, String board, View view, Executor lane) {
        Watcher watcher = new Watcher() {
            @Override
            public Executor lane() {
                return lane;
            }

            @Override
            public boolean take(LiveFrame frame) {
                return !FrameText.of(frame).isEmpty();
            }
        };
        return live.watch(board.getBytes(UTF_8), view, watcher, null);
    }

    private void measure(String what, LiveViews live) {
        var threads = ManagementFactory.getThreadMXBean();
        long spent = live.spentNanos();
        long frames = live.frames();
        long begin = System.nanoTime();
        long processor = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < WRITES; i++) {
            write("board", random.nextInt(MEMBERS));
        }
        double micros = (threads.getCurrentThreadCpuTime() - processor) / 1e3 / WRITES;
        long took = System.nanoTime() - begin;
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        "%-28s %6.2f us of processor time a ZADD, %8.0f ZADD/s, views %5.2f %% of one, %d frames",
                        what,
                        micros,
                        WRITES * 1e9 / took,
                        100.0 * (live.spentNanos() - spent) / took,
                        live.frames() - frames));
    }

    /** What the engine's call costs where somebody watches, but another board. */
    private static void beside(LiveViews live) {
        byte[] key = "board".getBytes(UTF_8);
        int calls = 20_000_000;
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            live.changed(key);
        }
        double nanos = (double) (System.nanoTime() - begin) / calls;
        LOG.log(System.Logger.Level.INFO, String.format("%.1f ns for a change of a board that nobody watches", nanos));
    }

    private void write(String board, int member) {
        byte[] score = Integer.toString(random.nextInt(1_000_000)).getBytes(UTF_8);
        dispatcher.call(
                session,
                new byte[][] {"ZADD".getBytes(UTF_8), board.getBytes(UTF_8), score, member(member)},
                Effort.FULL);
    }

    private static byte[] member(int i) {
        return String.format("member:%08d", i).getBytes(UTF_8);
    }
}
