package io.larder.leaderboard.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.command.Argument;
import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.contract.HeapEngine;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.Rankings;
import io.larder.type.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Live views over the twin of the database, with a time that only the test moves. */
final class TestViews {

    static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
    static final long KEEP = TimeUnit.SECONDS.toNanos(60);
    static final LiveLimits LIMITS = new LiveLimits(10, 20, 100, 50, INTERVAL, 1, KEEP);

    private static final Session SESSION = new Session(new Caller("test", true), true);

    private long nanos;
    private long reads;
    private final HeapEngine engine = new HeapEngine(this::millis);
    final LiveViews live;

    TestViews() {
        this(LIMITS);
    }

    TestViews(LiveLimits limits) {
        Engine<Keyspace> counted = (call, effort) -> {
            reads++;
            return engine.run(call, effort);
        };
        live = new LiveViews(counted, this::millis, limits, () -> nanos);
    }

    private long millis() {
        return 1_000 + TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** How many commands the views have run so far. */
    long reads() {
        return reads;
    }

    /** Lets time pass and has all done that is due. */
    void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        live.step(nanos);
    }

    /** Lets so much time pass that everybody has been told everything. */
    void settle() {
        for (int i = 0; i < 4; i++) {
            pass(100);
        }
    }

    void score(String board, String member, double score) {
        change(board, keyspace -> SortedSet.open(keyspace, key(board)).add(key(member), score));
    }

    void remove(String board, String member) {
        change(board, keyspace -> {
            SortedSet set = SortedSet.find(keyspace, key(board));
            if (set != null) {
                set.remove(key(member));
            }
        });
    }

    void change(String board, Consumer<Keyspace> change) {
        run(engine, board, Flag.WRITE, change);
        live.changed(key(board));
    }

    /** What a view is to show. */
    Shown now(String board, View view) {
        return now(engine, board, view);
    }

    /** What a view of a board of an engine is to show. */
    static Shown now(Engine<Keyspace> engine, String board, View view) {
        AtomicReference<Shown> shown = new AtomicReference<>(Shown.nothing(view));
        run(engine, board, Flag.READONLY, keyspace -> {
            var ranking = Rankings.find(keyspace, key(board), view.order());
            if (ranking != null) {
                shown.set(view.of(ranking));
            }
        });
        return shown.get();
    }

    private static void run(Engine<Keyspace> engine, String board, Flag flag, Consumer<Keyspace> work) {
        Command<Keyspace> command = new Family<>(Keyspace.class, Group.GENERIC)
                .command("TEST")
                .takes(Argument.key())
                .flag(flag)
                .runs((keyspace, arguments) -> {
                    work.accept(keyspace);
                    return Reply.OK;
                });
        engine.run(new Call<>(SESSION, command, new byte[][] {key("TEST"), key(board)}), Effort.FULL);
    }

    static byte[] key(String text) {
        return text.getBytes(UTF_8);
    }
}
