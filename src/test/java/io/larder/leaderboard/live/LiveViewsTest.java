package io.larder.leaderboard.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.command.Key;
import io.larder.leaderboard.Order;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When frames come and what is in them. */
class LiveViewsTest {

    private static final View TOP = new View.Top(3, Order.DESC);

    private final TestViews views = new TestViews();

    private Watch watch(Replica replica, View view, @Nullable Resume resume) {
        return views.live.watch(TestViews.key("board"), view, replica, resume);
    }

    private Replica watch(View view) {
        Replica replica = new Replica();
        watch(replica, view, null);
        return replica;
    }

    private static View around(String member, int size) {
        return new View.Around(new Key(TestViews.key(member)), size, Order.DESC);
    }

    @Test
    void aSnapshotComesFirstAndThenWhatChanges() {
        views.score("board", "ann", 120);
        views.score("board", "bob", 90);
        Replica replica = watch(TOP);
        views.pass(0);
        assertEquals(
                "{\"type\":\"snapshot\",\"board\":\"board\",\"epoch\":\""
                        + replica.place().epoch()
                        + "\",\"seq\":1,\"total\":2,\"entries\":["
                        + "{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1},"
                        + "{\"id\":\"bob\",\"score\":90,\"rank\":2,\"position\":2}]}",
                replica.last().toString());
        views.score("board", "bob", 130.5);
        views.pass(100);
        assertEquals(
                "{\"type\":\"update\",\"seq\":2,\"total\":2,\"moved\":["
                        + "{\"id\":\"bob\",\"score\":130.5,\"rank\":1,\"position\":1},"
                        + "{\"id\":\"ann\",\"score\":120,\"rank\":2,\"position\":2}]}",
                replica.last().toString());
        views.score("board", "bob", 131);
        views.pass(100);
        assertEquals(
                "{\"type\":\"update\",\"seq\":3,\"total\":2,\"scored\":["
                        + "{\"id\":\"bob\",\"score\":131,\"rank\":1,\"position\":1}]}",
                replica.last().toString());
        views.remove("board", "ann");
        views.pass(100);
        assertEquals("[\"ann\"]", replica.last().get("left").toString());
    }

    @Test
    void theFirstChangeGoesOutAtOnceAndThenOneFrameAnInterval() {
        Replica replica = watch(TOP);
        views.pass(0);
        views.pass(1_000);
        views.score("board", "ann", 1);
        views.pass(0);
        assertEquals(2, replica.frames.size());
        for (int i = 0; i < 10; i++) {
            views.score("board", "ann", 10 + i);
            views.pass(9);
            assertEquals(2, replica.frames.size());
        }
        views.pass(10);
        assertEquals(3, replica.frames.size());
        assertEquals(19, replica.last().get("scored").get(0).get("score").asInt());
        views.pass(500);
        assertEquals(3, replica.frames.size());
    }

    @Test
    void aViewMayHaveAPaceOfItsOwn() {
        Replica quick = watch(TOP);
        Replica slow = watch(new View.Paced(TOP, 1_000_000_000));
        views.pass(0);
        views.pass(2_000);
        for (int i = 0; i < 30; i++) {
            views.score("board", "ann", i);
            views.pass(100);
        }
        assertEquals(31, quick.frames.size());
        assertEquals(4, slow.frames.size());
        views.pass(1_000);
        assertEquals(5, slow.frames.size());
        slow.mustShow(views.now("board", TOP), "the last state");
        long before = views.reads();
        views.pass(5_000);
        assertEquals(before, views.reads());
    }

    @Test
    void anExpiryThatIsPutOffIsSeenWhenItPasses() {
        views.score("board", "ann", 1);
        Replica replica = watch(TOP);
        for (int i = 0; i < 20; i++) {
            views.change(
                    "board", keyspace -> keyspace.find(TestViews.key("board")).expireAt(keyspace.now() + 5_000));
            views.pass(1_000);
        }
        assertEquals(1, replica.frames.size());
        views.pass(4_001);
        assertEquals(0, replica.last().get("total").asInt());
    }

    @Test
    void whatIsNotInTheViewMakesNoFrame() {
        for (int i = 0; i < 10; i++) {
            views.score("board", "m" + i, 100 - i);
        }
        Replica replica = watch(TOP);
        views.settle();
        views.score("board", "m9", 50);
        views.score("another", "m9", 50);
        views.settle();
        assertEquals(1, replica.frames.size());
        views.score("board", "m10", 1);
        views.settle();
        assertEquals(
                "{\"type\":\"update\",\"seq\":2,\"total\":11}", replica.last().toString());
    }

    @Test
    void equalViewsAreReadOnceAndMadeOnce() {
        List<LiveFrame> got = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            views.live.watch(TestViews.key("board"), TOP, new Taker(got), null);
        }
        views.settle();
        views.score("board", "ann", 1);
        long before = views.reads();
        views.settle();
        assertEquals(1, views.reads() - before);
        assertEquals(100, got.size());
        assertEquals(2, got.stream().distinct().count());
        assertEquals(1, views.live.views());
    }

    private record Taker(List<LiveFrame> got) implements Watcher {
        @Override
        public java.util.concurrent.Executor lane() {
            return Runnable::run;
        }

        @Override
        public boolean take(LiveFrame frame) {
            got.add(frame);
            return true;
        }
    }

    @Test
    void aMemberThatIsNotOnTheBoardIsMissingUntilItIs() {
        views.score("board", "ann", 1);
        Replica replica = watch(around("bob", 5));
        views.settle();
        assertTrue(replica.last().get("missing").asBoolean());
        assertEquals("[]", replica.last().get("entries").toString());
        views.score("board", "bob", 2);
        views.settle();
        assertFalse(replica.last().get("missing").asBoolean());
        assertEquals(2, replica.last().get("entered").size());
        views.remove("board", "bob");
        views.settle();
        assertTrue(replica.last().get("missing").asBoolean());
        replica.mustShow(views.now("board", around("bob", 5)), "gone again");
    }

    @Test
    void aroundIsFilledFromTheOtherSideAtTheEnds() {
        for (int total = 0; total <= 12; total++) {
            TestViews fresh = new TestViews();
            for (int i = 0; i < total; i++) {
                fresh.score("board", "m" + i, 100 - i);
            }
            for (int place = 1; place <= total; place++) {
                for (int size = 1; size <= 14; size++) {
                    Shown shown = fresh.now("board", around("m" + (place - 1), size));
                    long first = shown.entries().get(0).position();
                    assertEquals(Math.min(size, total), shown.entries().size());
                    assertEquals(Math.max(1, Math.min(place - (size - 1) / 2, total - size + 1)), first);
                }
            }
        }
    }

    @Test
    void aBoardThatIsDeletedIsEmptied() {
        views.score("board", "ann", 1);
        Replica replica = watch(TOP);
        views.settle();
        views.change("board", keyspace -> keyspace.remove(TestViews.key("board")));
        views.settle();
        assertEquals(
                "{\"type\":\"update\",\"seq\":2,\"total\":0,\"left\":[\"ann\"]}",
                replica.last().toString());
    }

    @Test
    void anExpiryThatPassesIsSeenWithoutAChange() {
        views.score("board", "ann", 1);
        views.change("board", keyspace -> keyspace.find(TestViews.key("board")).expireAt(keyspace.now() + 5_000));
        Replica replica = watch(TOP);
        views.settle();
        views.pass(4_000);
        assertEquals(1, replica.frames.size());
        views.pass(601);
        assertEquals(0, replica.last().get("total").asInt());
    }

    @Test
    void whoComesBackGetsWhatTheyMissed() {
        views.score("board", "ann", 1);
        Replica stays = watch(TOP);
        Replica goes = new Replica();
        Watch watch = watch(goes, TOP, null);
        views.settle();
        watch.close();
        for (int i = 2; i < 5; i++) {
            views.score("board", "ann", i);
            views.settle();
        }
        assertEquals(1, goes.frames.size());
        watch(goes, TOP, goes.resume());
        assertEquals(List.of("snapshot", "resumed", "update", "update", "update"), types(goes));
        assertEquals(stays.place(), goes.place());
        watch(goes, TOP, goes.resume());
        assertEquals("resumed", goes.last().get("type").asText());
    }

    @Test
    void whoComesBackTooLateOrFromElsewhereGetsASnapshot() {
        views.score("board", "ann", 1);
        Replica stays = watch(TOP);
        views.settle();
        Resume first = stays.place();
        for (int i = 0; i < 80; i++) {
            views.score("board", "ann", 2 + i);
            views.settle();
        }
        long now = stays.place().seq();
        for (Resume resume : List.of(
                first, new Resume("other", now), new Resume(first.epoch(), now + 1), new Resume(first.epoch(), -1))) {
            Replica late = new Replica();
            watch(late, TOP, resume);
            assertEquals(List.of("snapshot"), types(late));
        }
    }

    @Test
    void aViewThatNobodyLooksAtIsNotReadAndGivesOneFrameToWhoComesBack() {
        views.score("board", "ann", 1);
        Replica replica = new Replica();
        watch(replica, TOP, null).close();
        watch(replica, TOP, null);
        views.settle();
        watch(replica, TOP, null).close();
        views.settle();
        Replica goes = new Replica();
        Watch watch = views.live.watch(TestViews.key("alone"), TOP, goes, null);
        views.settle();
        watch.close();
        long before = views.reads();
        for (int i = 0; i < 10; i++) {
            views.score("alone", "ann", i);
            views.settle();
        }
        assertEquals(before, views.reads());
        views.live.watch(TestViews.key("alone"), TOP, goes, goes.resume());
        views.settle();
        assertEquals(List.of("snapshot", "resumed", "update"), types(goes));
    }

    @Test
    void whatWasYetToBeShownWhenTheLastLeftIsSeenByWhoComesBack() {
        View slow = new View.Paced(TOP, 1_000_000_000);
        Replica replica = new Replica();
        Watch watch = watch(replica, slow, null);
        views.settle();
        views.score("board", "ann", 1);
        views.pass(1_000);
        // Too soon after the last frame for another one.
        views.score("board", "ann", 2);
        views.pass(200);
        assertEquals(2, replica.frames.size());
        watch.close();
        views.pass(2_000);
        watch(replica, slow, replica.resume());
        views.settle();
        replica.mustShow(views.now("board", TOP), "who came back");
    }

    @Test
    void aViewIsForgottenSomeTimeAfterTheLastHasGone() {
        Replica replica = new Replica();
        Watch watch = watch(replica, TOP, null);
        views.settle();
        watch.close();
        watch.close();
        assertEquals(0, views.live.watchers());
        views.pass(59_000);
        watch(replica, TOP, replica.resume()).close();
        assertEquals("resumed", replica.last().get("type").asText());
        views.pass(59_000);
        assertEquals(1, views.live.views());
        views.pass(2_000);
        assertEquals(0, views.live.views());
        assertEquals(0, views.live.boards());
        watch(replica, TOP, replica.resume());
        views.settle();
        assertEquals("snapshot", replica.last().get("type").asText());
    }

    @Test
    void aSlowWatcherGetsTheNewestStateOnce() {
        boolean[] takes = {true};
        Replica slow = new Replica(Runnable::run, () -> takes[0]);
        Watch watch = watch(slow, TOP, null);
        views.settle();
        takes[0] = false;
        for (int i = 0; i < 20; i++) {
            views.score("board", "ann", i);
            views.settle();
        }
        assertEquals(List.of("snapshot", "update"), types(slow));
        takes[0] = true;
        watch.ready();
        assertEquals(List.of("snapshot", "update", "snapshot"), types(slow));
        slow.mustShow(views.now("board", TOP), "newest");
        views.score("board", "bob", 5);
        views.settle();
        assertEquals("update", slow.last().get("type").asText());
        watch.ready();
        assertEquals(4, slow.frames.size());
    }

    @Test
    void viewsThatTakeLongAreReadLessOften() {
        Budget budget = new Budget(0.25, 100);
        budget.spend(0, 50);
        assertEquals(100, budget.opens());
        budget.spend(100, 50);
        assertEquals(300, budget.opens());
        budget.spend(1_000, 1);
        assertTrue(budget.opens() < 1_000);
    }

    @Test
    void boundsAreRefusedWithAReason() {
        assertRefused("1 to 50 entries", () -> watch(new View.Top(51, Order.DESC)));
        assertRefused("1 to 50 entries", () -> watch(new View.Top(0, Order.DESC)));
        assertRefused("1 to 50 entries", () -> watch(new View.Members(List.of(), Order.DESC)));
        for (int i = 1; i <= 20; i++) {
            watch(new View.Top(i, Order.DESC));
        }
        assertRefused("views of this leaderboard", () -> watch(new View.Top(21, Order.DESC)));
        for (int i = 1; i < 10; i++) {
            views.live.watch(TestViews.key("board" + i), TOP, new Replica(), null);
        }
        assertRefused(
                "leaderboards are being watched",
                () -> views.live.watch(TestViews.key("board10"), TOP, new Replica(), null));
        for (int i = views.live.watchers(); i < 100; i++) {
            watch(TOP);
        }
        assertRefused("too many watchers", () -> watch(TOP));
    }

    @Test
    void whatNobodyLooksAtMakesRoomAtABound() {
        for (int i = 1; i <= 50; i++) {
            watch(new Replica(), new View.Top(i, Order.DESC), null).close();
        }
        assertEquals(20, views.live.views());
        for (int i = 1; i < 50; i++) {
            views.live
                    .watch(TestViews.key("board" + i), TOP, new Replica(), null)
                    .close();
        }
        assertEquals(10, views.live.boards());
        views.pass(61_000);
        assertEquals(0, views.live.boards());
    }

    @Test
    void idsAndScoresAreExact() {
        byte[] odd = {'a', (byte) 0xff};
        views.change("board", keyspace -> {
            var set = io.larder.type.SortedSet.open(keyspace, TestViews.key("board"));
            set.add(odd, Double.POSITIVE_INFINITY);
            set.add(TestViews.key("é\"\n"), 9007199254740991d);
        });
        Replica replica = watch(TOP);
        views.settle();
        assertEquals(
                "[{\"id\":\"a\ufffd\",\"id_base64\":\"Yf8=\",\"score\":\"inf\",\"rank\":1,\"position\":1},"
                        + "{\"id\":\"é\\\"\\n\",\"score\":9007199254740991,\"rank\":2,\"position\":2}]",
                replica.last().get("entries").toString());
        views.change("board", keyspace -> keyspace.remove(TestViews.key("board")));
        views.settle();
        assertEquals(
                "[{\"id\":\"a\ufffd\",\"id_base64\":\"Yf8=\"},\"é\\\"\\n\"]",
                replica.last().get("left").toString());
    }

    private static void assertRefused(String text, Runnable watch) {
        CommandError refusal = assertThrows(CommandError.class, watch::run);
        assertTrue(refusal.text().contains(text), refusal::text);
    }

    private static List<String> types(Replica replica) {
        return replica.frames.stream().map(frame -> frame.get("type").asText()).toList();
    }
}
