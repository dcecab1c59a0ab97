package io.larder.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.contract.HeapEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Who is on a channel, and who is told of it. */
class PresenceTest {

    private static final ChannelSettings SHOWN =
            new ChannelSettings(2, 60_000, ChannelSettings.Recovery.STREAM, true, true, false);
    private static final byte[] CHANNEL = "c".getBytes(UTF_8);

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Executor lane = tasks::add;
    private final Bench bench = new Bench(new HeapEngine(() -> 1_000), () -> 1_000, SHOWN);

    /** Writes down what it is told. */
    private final class Listener implements Subscriber {
        private final List<String> told = new ArrayList<>();

        @Override
        public Executor lane() {
            return lane;
        }

        @Override
        public void published(Publication publication) {
            told.add(Bench.text(publication));
        }

        @Override
        public void joined(byte[] channel, ClientInfo who) {
            told.add("+" + who.client());
        }

        @Override
        public void left(byte[] channel, ClientInfo who) {
            told.add("-" + who.client());
        }

        @Override
        public void lost(byte[] channel) {
            told.add("lost");
        }

        List<String> told() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            return told;
        }
    }

    private Listener join(String client, boolean curious) {
        Listener listener = new Listener();
        ClientInfo who = client.isEmpty() ? null : new ClientInfo("u-" + client, client, null, null);
        bench.subscribe("c", listener, new Wish(true, false, null, who, curious));
        return listener;
    }

    private void leave(Listener listener) {
        assertTrue(bench.channels.unsubscribe(CHANNEL, listener));
    }

    private List<String> present() {
        return bench.channels.present(CHANNEL).stream()
                .map(ClientInfo::client)
                .sorted()
                .toList();
    }

    @Test
    void whoComesIsShownUntilTheyGo() {
        Listener ann = join("ann", false);
        Listener bob = join("bob", false);
        join("", false);
        assertEquals(List.of("ann", "bob"), present());
        leave(ann);
        assertEquals(List.of("bob"), present());
        leave(bob);
        assertEquals(List.of(), present());
        assertFalse(bench.channels.unsubscribe(CHANNEL, bob));
    }

    @Test
    void whoAsksIsToldWhoComesAndGoes() {
        Listener ann = join("ann", true);
        Listener bob = join("bob", false);
        Listener nobody = join("", true);
        leave(bob);
        leave(nobody);
        assertEquals(List.of("+ann", "+bob", "-bob"), ann.told());
        assertEquals(List.of(), bob.told());
        assertEquals(List.of(), nobody.told());
    }

    @Test
    void whoHasGoneIsToldNothingThatIsUnderWay() {
        Listener ann = join("ann", true);
        Listener bob = join("bob", false);
        bench.publish("c", "late");
        leave(bob);
        assertEquals(List.of("+ann", "+bob", "late", "-bob"), ann.told());
        assertEquals(List.of(), bob.told());
    }

    @Test
    void aStreamThatBeginsAnewIsTold() {
        Listener ann = join("", false);
        bench.publish("c", "one");
        bench.run("DEL larder:channel:c");
        bench.publish("c", "two");
        bench.publish("c", "three");
        assertEquals(List.of("one", "lost", "two", "three"), ann.told());
        bench.run("FLUSHALL");
        Listener bob = join("", false);
        assertEquals(List.of("one", "lost", "two", "three", "lost"), ann.told());
        bench.publish("c", "four");
        assertEquals(List.of("four"), bob.told());
        assertEquals("four", ann.told().get(5));
    }

    @Test
    void whoListensTwiceGetsEachMessageOnce() {
        Listener ann = join("ann", true);
        bench.subscribe("c", ann, Wish.POSITION);
        bench.publish("c", "one");
        assertEquals(List.of("+ann", "one"), ann.told());
        assertEquals(1, bench.channels.plain().listeners(CHANNEL));
    }

    @Test
    void manyComeAndGo() {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(join("", false));
        }
        for (int i = 0; i < 1_000; i++) {
            if (i % 3 != 0) {
                leave(all.get(i));
            }
        }
        assertEquals(334, bench.channels.plain().listeners(CHANNEL));
        bench.publish("c", "x");
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i % 3 == 0 ? List.of("x") : List.of(), all.get(i).told());
        }
    }
}
