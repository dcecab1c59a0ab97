package io.larder.leaderboard.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.contract.Tables;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live views over the engine, with its listener and the thread of their own. */
class LiveViewsEngineTest {

    private static final LiveLimits LIMITS =
            new LiveLimits(10, 100, 1_000, 100, TimeUnit.MILLISECONDS.toNanos(20), 1, TimeUnit.SECONDS.toNanos(60));
    private static final View TOP = new View.Top(3, Order.DESC);

    @TempDir
    Path directory;

    private final ExecutorService lane = Executors.newSingleThreadExecutor();
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final Session session = new Session(new Caller("test", true), true);
    private EmbeddedEngine engine;
    private LiveViews live;
    private Dispatcher dispatcher;
    private Replica replica;

    @BeforeEach
    void open() throws IOException {
        engine = EmbeddedEngine.open(directory, 64 << 20, Clock.SYSTEM);
        live = new LiveViews(engine, Clock.SYSTEM, LIMITS).start();
        engine.listen(live);
        dispatcher = new Dispatcher(Tables.all().bind(Keyspace.class, engine), call -> null, engine);
        Replica[] own = new Replica[1];
        own[0] = new Replica(lane, () -> frames.add(own[0].last()));
        replica = own[0];
    }

    @AfterEach
    void close() throws IOException {
        live.close();
        engine.close();
        lane.shutdown();
    }

    private void send(String line) {
        byte[][] words =
                Arrays.stream(line.split(" ")).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        Reply reply = dispatcher.call(session, words, Effort.FULL);
        if (reply instanceof Reply.Failure failure) {
            throw new AssertionError(failure.message());
        }
    }

    private JsonNode next() {
        try {
            JsonNode frame = frames.poll(5, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame has come");
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable JsonNode nothing() throws InterruptedException {
        return frames.poll(100, TimeUnit.MILLISECONDS);
    }

    @Test
    void everyWayInWhichABoardChangesIsSeen() throws InterruptedException {
        live.watch("board".getBytes(UTF_8), TOP, replica, null);
        assertEquals(0, next().get("total").asInt());
        send("ZADD board 1 ann");
        assertEquals("ann", next().get("entered").get(0).get("id").asText());
        send("ZADD elsewhere 1 ann 2 bob");
        assertNull(nothing());
        send("RENAME elsewhere board");
        assertEquals(2, next().get("total").asInt());
        send("ZINCRBY board 5 ann");
        assertEquals(2, next().get("moved").size());
        send("SET board text");
        assertEquals(0, next().get("total").asInt());
        send("DEL board");
        assertNull(nothing());
        send("MULTI");
        send("ZADD board 1 ann");
        send("ZADD board 2 bob");
        assertNull(nothing());
        send("EXEC");
        assertEquals(2, next().get("entered").size());
        send("FLUSHALL");
        assertEquals(2, next().get("left").size());
        send("ZADD board 1 ann");
        assertEquals(1, next().get("total").asInt());
        send("PEXPIRE board 150");
        assertEquals(0, next().get("total").asInt());
    }

    @Test
    void theEndOfASeasonIsToldBeforeTheNextOne() throws InterruptedException {
        send("LEADERBOARD DEFINE board {\"big\":true,\"season\":{\"every\":\"week\",\"zone\":\"UTC\",\"keep\":3}}");
        send("LEADERBOARD SUBMIT board ann 9223372036854775807 METADATA {\"lap\":3}");
        live.watch("board".getBytes(UTF_8), TOP, replica, null);
        JsonNode first = next();
        assertEquals(
                "[{\"id\":\"ann\",\"score\":\"9223372036854775807\",\"rank\":1,"
                        + "\"position\":1,\"metadata\":{\"lap\":3}}]",
                first.get("entries").toString());
        send("LEADERBOARD METADATA board ann {\"lap\":4}");
        assertEquals(4, next().get("scored").get(0).get("metadata").get("lap").asInt());
        send("LEADERBOARD RESET board");
        JsonNode ended = next();
        assertEquals("season_ended", ended.get("type").asText());
        assertEquals(first.get("season"), ended.get("season"));
        JsonNode second = next();
        assertEquals("snapshot", second.get("type").asText());
        assertEquals(ended.get("next_season"), second.get("season"));
        assertEquals(0, second.get("total").asInt());
        send("LEADERBOARD SUBMIT board bob 5");
        assertEquals("bob", next().get("entered").get(0).get("id").asText());
        assertNull(nothing());
    }

    @Test
    void manyWritersAndWatchersEndWithTheSame() throws Exception {
        int watchers = 200;
        Replica[] all = new Replica[watchers];
        for (int i = 0; i < watchers; i++) {
            all[i] = new Replica(lane, () -> true);
            live.watch("board".getBytes(UTF_8), view(i), all[i], null);
        }
        Thread[] writers = new Thread[3];
        for (int w = 0; w < writers.length; w++) {
            int writer = w;
            writers[w] = new Thread(() -> {
                Session own = new Session(new Caller("writer", true), true);
                for (int i = 0; i < 3_000; i++) {
                    byte[][] words = {
                        "ZADD".getBytes(UTF_8),
                        "board".getBytes(UTF_8),
                        Integer.toString(i * 7919 % 1000).getBytes(UTF_8),
                        ("m" + (i * 31 + writer) % 120).getBytes(UTF_8)
                    };
                    dispatcher.call(own, words, Effort.FULL);
                }
            });
            writers[w].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        for (int tries = 300; ; tries--) {
            TimeUnit.MILLISECONDS.sleep(100);
            lane.submit(() -> {}).get(5, TimeUnit.SECONDS);
            try {
                for (int i = 0; i < watchers; i++) {
                    all[i].mustShow(TestViews.now(engine, "board", view(i)), "watcher " + i);
                }
                return;
            } catch (AssertionError notYet) {
                if (tries == 0) {
                    throw notYet;
                }
            }
        }
    }

    private static View view(int i) {
        return i % 2 == 0
                ? new View.Top(1 + i % 10, Order.DESC)
                : new View.Around(new io.larder.command.Key(("m" + i % 50).getBytes(UTF_8)), 5, Order.DESC);
    }
}
