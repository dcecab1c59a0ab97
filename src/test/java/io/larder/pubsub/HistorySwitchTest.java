package io.larder.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Reply;
import io.larder.contract.HeapEngine;
import io.larder.keyspace.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Between two starts, the settings of a channel may switch its history off and on again. */
class HistorySwitchTest {

    private static final Clock CLOCK = () -> 1_700_000_000_000L;
    private static final ChannelSettings KEEPS =
            new ChannelSettings(10, 60_000, ChannelSettings.Recovery.STREAM, false, false, false);

    private final HeapEngine store = new HeapEngine(CLOCK);

    private static final class Listener implements Subscriber {
        @Override
        public Executor lane() {
            return Runnable::run;
        }

        @Override
        public void published(Publication publication) {}
    }

    /** Channels after a start with these settings. */
    private Bench started(ChannelSettings settings) {
        return new Bench(store, CLOCK, settings);
    }

    private static Subscribed back(Bench bench, Position since) {
        return bench.subscribe("c", new Listener(), Bench.since(since.epoch(), since.offset()));
    }

    @Test
    void whoMissedWhatWasNotKeptIsToldSo() {
        Bench first = started(KEEPS);
        first.publish("c", "one");
        Position seen = first.history("c", "").position();
        assertEquals(1, seen.offset());

        assertEquals(Reply.ZERO, started(ChannelSettings.PLAIN).run("PUBLISH c two"));

        Bench again = started(KEEPS);
        assertFalse(back(again, seen).recovered());
        again.publish("c", "three");
        assertNotEquals(seen.epoch(), again.history("c", "").position().epoch());
        assertFalse(back(again, seen).recovered());
    }

    @Test
    void whereNothingWasPublishedMeanwhileNothingWasMissed() {
        Bench first = started(KEEPS);
        first.publish("c", "one");
        Position seen = first.history("c", "").position();
        assertEquals(Reply.ZERO, started(ChannelSettings.PLAIN).run("PUBLISH another two"));

        Bench again = started(KEEPS);
        again.publish("c", "three");
        Subscribed answer = back(again, seen);
        assertTrue(answer.recovered());
        assertEquals(List.of("three"), answer.missed().stream().map(Bench::text).toList());
    }
}
