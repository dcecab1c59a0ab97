package io.larder.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Effort;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many publish while many come and go: whoever listens gets each offset once, in order, from its position on. */
class OrderTest {

    private static final int PUBLISHERS = 4;
    private static final int EACH = 3_000;
    private static final int READERS = 6;
    private static final String CHANNEL = "c";
    private static final ChannelSettings KEPT =
            new ChannelSettings(100, 60_000, ChannelSettings.Recovery.STREAM, false, false, false);

    @TempDir
    private Path directory;

    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();

    /** Checks every message against the one before. All runs on the lane, as a door has it. */
    private final class Checked implements Subscriber {
        private final Lane lane;
        private long last = -1;
        private boolean gone;

        Checked(Lane lane) {
            this.lane = lane;
        }

        @Override
        public Executor lane() {
            return lane;
        }

        @Override
        public void published(Publication publication) {
            if (gone) {
                fault.compareAndSet(null, "a message after the end: " + publication.offset());
            }
            if (publication.offset() != last + 1) {
                fault.compareAndSet(null, publication.offset() + " came after " + last);
            }
            last = publication.offset();
        }

        @Override
        public void lost(byte[] channel) {
            fault.compareAndSet(null, "lost");
        }
    }

    @Test
    void eachOffsetComesOnceAndInOrder() throws Exception {
        try (EmbeddedEngine engine = open();
                Lane left = new Lane();
                Lane right = new Lane()) {
            Bench bench = new Bench(engine, Clock.SYSTEM, KEPT);
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong subscriptions = new AtomicLong();
            Checked faithful = new Checked(left);
            begin(bench, faithful, Wish.POSITION);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Lane lane = i % 2 == 0 ? left : right;
                long seed = i;
                readers.add(start(() -> comeAndGo(bench, lane, new Random(seed), over, subscriptions)));
            }
            List<Thread> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(start(() -> {
                    for (int n = 0; n < EACH; n++) {
                        bench.publish(CHANNEL, "x");
                    }
                }));
            }
            for (Thread publisher : publishers) {
                publisher.join();
            }
            over.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            left.settle();
            right.settle();
            assertNull(fault.get());
            assertEquals(PUBLISHERS * EACH, faithful.last);
            assertTrue(subscriptions.get() > 2 * READERS, "nobody came and went");
            assertEquals(1, bench.channels.plain().listeners(CHANNEL.getBytes(UTF_8)));
        }
    }

    private EmbeddedEngine open() throws IOException {
        return EmbeddedEngine.open(directory, 64L << 20, Clock.SYSTEM);
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    /** The answer is taken where it is given, before any message; the lane then goes on from there. */
    private void begin(Bench bench, Checked checked, Wish wish) {
        bench.channels.subscribe(
                CHANNEL.getBytes(UTF_8),
                checked,
                wish,
                Effort.FULL,
                begin -> checked.lane.execute(() -> {
                    checked.last = begin.position().offset();
                    begin.missed().forEach(checked::published);
                }));
    }

    private void comeAndGo(Bench bench, Lane lane, Random random, AtomicBoolean over, AtomicLong subscriptions) {
        Position known = Position.NONE;
        while (!over.get()) {
            Checked checked = new Checked(lane);
            boolean recover = random.nextBoolean() && known.offset() > 0;
            begin(bench, checked, recover ? Bench.since("", known.offset()) : Wish.POSITION);
            subscriptions.incrementAndGet();
            pause(random.nextInt(4));
            long[] last = new long[1];
            lane.execute(() -> {
                bench.channels.unsubscribe(CHANNEL.getBytes(UTF_8), checked);
                checked.gone = true;
                last[0] = checked.last;
            });
            lane.settle();
            known = new Position("", last[0]);
            pause(random.nextInt(2));
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
