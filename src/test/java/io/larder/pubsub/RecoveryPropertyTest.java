package io.larder.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.contract.HeapEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What somebody who comes back gets, held against a list of all that was ever published. */
class RecoveryPropertyTest {

    private static final long AGE = 1_000;

    private long now = 1_700_000_000_000L;

    /** A message that the model remembers. */
    private record Sent(String epoch, long offset, String data, long time) {}

    /** Somebody who listens only to be told where the stream is. */
    private static final class Passer implements Subscriber {
        private final List<Runnable> tasks = new ArrayList<>();
        private final Executor lane = tasks::add;

        @Override
        public Executor lane() {
            return lane;
        }

        @Override
        public void published(Publication publication) {
            throw new AssertionError("nothing is published meanwhile");
        }
    }

    @Property(tries = 300)
    void everythingOrWordThatItCannotBeHad(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int size, @ForAll boolean cache) {
        Random random = new Random(seed);
        ChannelSettings.Recovery recovery = cache ? ChannelSettings.Recovery.CACHE : ChannelSettings.Recovery.STREAM;
        Bench bench = new Bench(
                new HeapEngine(() -> now), () -> now, new ChannelSettings(size, AGE, recovery, false, false, false));
        List<Sent> all = new ArrayList<>();
        String epoch = begin(bench, Wish.POSITION).position().epoch();
        long top = 0;
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(8)) {
                case 0 -> now += random.nextInt((int) AGE);
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        bench.run(random.nextBoolean() ? "FLUSHALL" : "DEL larder:channel:c larder:messages:c");
                        String next = begin(bench, Wish.POSITION).position().epoch();
                        assertNotEquals(epoch, next);
                        epoch = next;
                        top = 0;
                    }
                }
                case 2, 3, 4 -> {
                    String data = "m" + step;
                    assertEquals(++top, bench.publish("c", data));
                    all.add(new Sent(epoch, top, data, now));
                }
                default -> {
                    Position since = position(random, all, epoch, top);
                    check(bench, since, kept(all, epoch, size), new Position(epoch, top), cache);
                }
            }
        }
    }

    private static Subscribed begin(Bench bench, Wish wish) {
        Passer passer = new Passer();
        Subscribed answer = bench.subscribe("c", passer, wish);
        assertTrue(bench.channels.unsubscribe(new byte[] {'c'}, passer));
        passer.tasks.forEach(Runnable::run);
        return answer;
    }

    private static Position position(Random random, List<Sent> all, String epoch, long top) {
        if (!all.isEmpty() && random.nextBoolean()) {
            Sent known = all.get(random.nextInt(all.size()));
            return new Position(known.epoch(), known.offset());
        }
        long offset = Math.max(0, top - 3 + random.nextInt(6));
        return new Position(random.nextInt(3) == 0 ? "" : epoch, offset);
    }

    private List<Sent> kept(List<Sent> all, String epoch, int size) {
        List<Sent> kept = all.stream()
                .filter(sent -> sent.epoch().equals(epoch) && sent.time() > now - AGE)
                .toList();
        return kept.subList(Math.max(0, kept.size() - size), kept.size());
    }

    private static void check(Bench bench, Position since, List<Sent> kept, Position top, boolean cache) {
        Subscribed answer = begin(bench, Bench.since(since.epoch(), since.offset()));
        List<String> missed = answer.missed().stream().map(Bench::text).toList();
        assertTrue(answer.recoverable());
        boolean asked = since.epoch().isEmpty() || since.epoch().equals(top.epoch());
        List<Sent> wanted =
                kept.stream().filter(sent -> sent.offset() > since.offset()).toList();
        boolean possible;
        List<Sent> expected;
        if (cache) {
            boolean has = since.offset() > 0 && since.equals(top);
            expected = has || kept.isEmpty() ? List.of() : kept.subList(kept.size() - 1, kept.size());
            possible = has || !kept.isEmpty();
        } else {
            expected = wanted;
            possible = asked && since.offset() <= top.offset() && wanted.size() == top.offset() - since.offset();
        }
        assertEquals(possible, answer.recovered(), () -> since + " of " + kept);
        if (possible) {
            assertEquals(expected.stream().map(Sent::data).toList(), missed);
            assertEquals(new Position(top.epoch(), since.offset()), answer.position());
        } else {
            assertEquals(List.of(), missed);
            assertEquals(top, answer.position());
        }
        assertFalse(
                answer.missed().stream().anyMatch(message -> !message.epoch().equals(top.epoch())));
    }
}
