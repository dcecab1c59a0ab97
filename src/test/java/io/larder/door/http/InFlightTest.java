package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.larder.door.codec.Starved;
import io.larder.door.http.TestDoor.Seen;
import io.larder.security.Tokens;
import io.vertx.core.Vertx;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all requests together hold: who waits, who is refused, and that nothing is left at the end. */
class InFlightTest {

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close();
    }

    private String next() throws InterruptedException {
        return told.poll(20, TimeUnit.SECONDS);
    }

    private void await(InFlight.Share share, String name, long length) {
        share.awaitBody(vertx, length, () -> told.add(name), () -> told.add(name + " refused"));
    }

    @Test
    void whoComesFirstIsServedFirst() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        InFlight.Share large = inFlight.share();
        assertTrue(large.take(80));
        InFlight.Share second = inFlight.share();
        await(second, "second", 10);
        InFlight.Share third = inFlight.share();
        await(third, "third", 2);
        assertTrue(told.isEmpty());
        assertFalse(inFlight.share().take(21));
        large.keep(75);
        assertTrue(told.isEmpty());
        large.release();
        assertEquals("second", next());
        assertEquals("third", next());
        assertEquals(36, inFlight.used());
        second.release();
        second.release();
        third.release();
        assertEquals(0, inFlight.used());
    }

    @Test
    void whoWaitsTooLongIsRefusedAndLetsOthersPass() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        assertTrue(inFlight.share().take(70));
        // On one event loop, so that their time is up in this order.
        vertx.runOnContext(now -> {
            await(inFlight.share(), "large", 30);
            await(inFlight.share(), "small", 6);
        });
        assertEquals(
                List.of("large refused", "small"),
                List.of(next(), next()).stream().sorted().toList());
        assertEquals(88, inFlight.used());
    }

    @Test
    void whatABodyHoldsIsPartOfWhatItsWorkTakes() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        InFlight.Share body = inFlight.share();
        await(body, "body", 5);
        body.awaitWork(vertx, () -> told.add("work"), () -> told.add("work refused"));
        assertEquals(List.of("body", "work"), List.copyOf(told));
        assertEquals(25, inFlight.used());
        body.awaitWork(vertx, () -> told.add("again"), () -> told.add("again refused"));
        assertEquals(25, inFlight.used());
    }

    @Test
    void whoHasABodyIsServedBeforeOthersAndAlwaysInTheEnd() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        List<InFlight.Share> bodies = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            InFlight.Share body = inFlight.share();
            bodies.add(body);
            await(body, "body", 1);
        }
        // The others wait: for each that was let in there was room to end.
        assertEquals(26, told.size());
        assertEquals(78, inFlight.used());
        told.clear();
        InFlight.Share rest = inFlight.share();
        assertTrue(rest.take(22));
        for (InFlight.Share body : bodies.subList(0, 26)) {
            body.awaitWork(
                    vertx,
                    () -> {
                        told.add("work");
                        body.release();
                    },
                    () -> told.add("work refused"));
        }
        assertTrue(told.isEmpty());
        rest.release();
        for (int i = 0; i < 26; i++) {
            assertEquals("work", next());
        }
        for (int i = 0; i < 4; i++) {
            assertEquals("body", next());
        }
        assertEquals(12, inFlight.used());
    }

    private void awaitAnswer(InFlight.Share share, String name, long kept, long more) {
        share.awaitAnswer(vertx, kept, new Starved(more), () -> told.add(name), why -> told.add(name + ": " + why));
    }

    @Test
    void whoIsStarvedGivesBackWhatItHasAndGetsAllThatItNeeds() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        InFlight.Share others = inFlight.share();
        assertTrue(others.take(60));
        InFlight.Share starved = inFlight.share();
        assertTrue(starved.take(30));
        assertFalse(starved.take(20));
        awaitAnswer(starved, "answer", 10, 40);
        assertEquals(70, inFlight.used());
        assertTrue(told.isEmpty());
        others.keep(20);
        assertEquals("answer", next());
        // What it keeps, its answer and an eighth more, and what work takes.
        assertEquals(20 + 10 + 70, inFlight.used());
        assertTrue(starved.take(50));
        starved.back(5);
        assertTrue(starved.take(20));
        assertTrue(starved.take(5));
        assertFalse(starved.take(1));
        assertEquals(100, inFlight.used());
        starved.keep(50);
        assertEquals(70, inFlight.used());
        assertTrue(starved.take(30));
        starved.release();
        others.release();
        assertEquals(0, inFlight.used());
    }

    @Test
    void whoNeedsMostOfAllHoldsUpNobody() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        InFlight.Share reader = inFlight.share();
        assertTrue(reader.take(20));
        InFlight.Share huge = inFlight.share();
        awaitAnswer(huge, "huge", 0, 80);
        InFlight.Share body = inFlight.share();
        await(body, "body", 5);
        assertEquals("body", next());
        InFlight.Share large = inFlight.share();
        awaitAnswer(large, "large", 0, 20);
        assertEquals("large", next());
        InFlight.Share other = inFlight.share();
        awaitAnswer(other, "other", 0, 12);
        InFlight.Share small = inFlight.share();
        await(small, "small", 1);
        assertTrue(told.isEmpty());
        large.release();
        assertEquals("other", next());
        assertEquals("small", next());
        other.release();
        small.release();
        body.release();
        reader.release();
        assertEquals("huge", next());
        huge.release();
        assertEquals(0, inFlight.used());
    }

    /**
     * What grows piece by piece is run a few times until all of it has room, or until it is clear that it never has.
     */
    @ParameterizedTest
    @CsvSource({"64, 0.99, true", "61, 0.99, true", "96, 0.95, true", "61, 1.01, false", "64, 1.01, false"})
    void anAnswerOfManyPiecesIsStartedOverAFewTimes(int mebibytes, double part, boolean served)
            throws InterruptedException {
        long all = (long) mebibytes << 20;
        InFlight inFlight = new InFlight(all);
        InFlight.Share share = inFlight.share();
        AtomicInteger runs = new AtomicInteger();
        attempt(share, (long) (part * all), runs);
        assertEquals(served ? "served" : InFlight.TOO_LARGE, next());
        assertTrue(runs.get() < 20, runs + " runs");
        share.release();
        assertEquals(0, inFlight.used());
    }

    private void attempt(InFlight.Share share, long length, AtomicInteger runs) {
        runs.incrementAndGet();
        Output output = new Output(Integer.MAX_VALUE - 8, share);
        byte[] piece = new byte[4_000];
        try {
            for (long at = 0; at < length; at += piece.length) {
                output.put(piece);
            }
            told.add("served");
        } catch (Starved starved) {
            share.awaitAnswer(vertx, 0, starved, () -> attempt(share, length, runs), told::add);
        }
    }

    @Test
    void whoNeedsMoreForAnAnswerThanThereIsIsToldSo() {
        InFlight inFlight = new InFlight(100);
        InFlight.Share share = inFlight.share();
        assertTrue(share.take(20));
        awaitAnswer(share, "answer", 20, 81);
        assertEquals("answer: " + InFlight.TOO_LARGE, told.poll());
        awaitAnswer(share, "answer", 20, 80);
        assertEquals("answer", told.poll());
        assertEquals(100, inFlight.used());
    }

    @Test
    void whereAllWaitForMoreTheLastIsRefused() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        InFlight.Share first = inFlight.share();
        InFlight.Share second = inFlight.share();
        InFlight.Share working = inFlight.share();
        assertTrue(first.take(45));
        assertTrue(second.take(45));
        assertTrue(working.take(10));
        awaitAnswer(first, "first", 45, 20);
        awaitAnswer(second, "second", 45, 20);
        assertTrue(told.isEmpty());
        working.release();
        assertEquals("second: " + InFlight.REFUSAL, next());
        assertTrue(told.isEmpty());
        second.release();
        assertEquals("first", next());
        first.release();
        assertEquals(0, inFlight.used());
    }

    @Test
    void answersWaitForOneAnother() throws Exception {
        Limits limits = new Limits(1 << 20, 10 << 20, 100, 1 << 20, 30_000);
        try (TestDoor door = new TestDoor(new Tokens(TestDoor.TOKEN, null), false, limits, new InFlight(2 << 20))) {
            String large = "x".repeat(600_000);
            assertEquals(200, door.post("/set/k", large).status());
            // What the body held is given back a little after the answer has come.
            InFlight.Share others = door.inFlight.share();
            while (!others.take(2 << 20)) {
                Thread.sleep(10);
            }
            ExecutorService clients = Executors.newCachedThreadPool();
            try {
                Future<Seen> single = clients.submit(() -> door.get("/get/k"));
                Future<Seen> several = clients.submit(
                        () -> door.post("/pipeline", "[[\"NOTE\",\"a\"],[\"GET\",\"k\"],[\"NOTE\",\"b\"]]"));
                while (door.probe.ran.isEmpty() && !several.isDone()) {
                    Thread.sleep(10);
                }
                Thread.sleep(300);
                assertFalse(single.isDone() || several.isDone());
                assertEquals(List.of("a"), door.probe.ran);
                others.release();
                assertEquals("200 {\"result\":\"" + large + "\"}", single.get().all());
                assertEquals(
                        "200 [{\"result\":1},{\"result\":\"" + large + "\"},{\"result\":2}]",
                        several.get().all());
                assertEquals(List.of("a", "b"), door.probe.ran);
            } finally {
                clients.shutdownNow();
            }
        }
    }

    @Test
    void whoeverNeedsNearlyAllIsServedInTurn() throws InterruptedException {
        InFlight inFlight = new InFlight(100);
        InFlight.Share others = inFlight.share();
        assertTrue(others.take(100));
        List<InFlight.Share> shares = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            InFlight.Share share = inFlight.share();
            shares.add(share);
            awaitAnswer(share, "answer", 0, 95);
        }
        assertTrue(told.isEmpty());
        others.release();
        for (InFlight.Share share : shares) {
            assertEquals("answer", next());
            assertTrue(told.isEmpty());
            share.release();
        }
        assertEquals(0, inFlight.used());
    }

    @Test
    void whatWasDoneIsToldThoughThereIsNoRoom() throws Exception {
        Limits limits = new Limits(1 << 20, 10 << 20, 20_000, 1 << 20, 30_000);
        int all = 1 << 20;
        try (TestDoor door = new TestDoor(new Tokens(TestDoor.TOKEN, null), false, limits, new InFlight(all))) {
            InFlight.Share others = door.inFlight.share();
            assertTrue(others.take(all));
            // All that they need not ask for: the last reply for which there is no room is told, and no other is run.
            String increments = "[" + String.join(",", Collections.nCopies(5_000, "[\"INCR\",\"n\"]")) + "]";
            Seen refused = door.post("/pipeline", increments);
            int done = refused.body().split("\"result\"").length - 1;
            assertTrue(
                    done > 3_000 && done < 5_000,
                    done + " were done: " + refused.all().substring(0, 200));
            assertEquals(5_000 - done, refused.body().split(InFlight.REFUSAL).length - 1);
            assertEquals("200 {\"result\":\"" + done + "\"}", door.get("/get/n").all());
            ExecutorService client = Executors.newSingleThreadExecutor();
            try {
                Future<Seen> answer = client.submit(() -> door.post("/pipeline", increments));
                Thread.sleep(300);
                assertFalse(answer.isDone());
                others.release();
                assertEquals(200, answer.get().status());
                assertTrue(answer.get().body().endsWith("{\"result\":" + (done + 5_000) + "}]"));
                assertEquals(5_000, answer.get().body().split("\"result\"").length - 1);
            } finally {
                client.shutdownNow();
            }
        }
    }

    @Test
    void whoNeedsMoreThanThereIsRunsAlone() {
        InFlight inFlight = new InFlight(100);
        InFlight.Share share = inFlight.share();
        await(share, "alone", 1_000);
        assertEquals("alone", told.poll());
        assertEquals(100, inFlight.used());
        share.release();
        assertEquals(0, inFlight.used());
    }

    @Test
    void manyShortWordsCountForMore() {
        InFlight inFlight = new InFlight(8 << 20);
        assertTrue(inFlight.share().take(1));
        byte[] body = "1,".repeat(40_000).getBytes(StandardCharsets.US_ASCII);
        assertEquals(InFlight.REFUSAL, inFlight.share().takeWords(body, 0, body.length));
        assertNull(inFlight.share().takeWords(new byte[100_000], 0, 100_000));
        assertEquals(1, inFlight.used());
        String never = new InFlight(1 << 20).share().takeWords(body, 0, body.length);
        assertTrue(never != null && never.contains("more memory than this process has"), never);
    }

    @Test
    void everyRequestGivesBackWhatItTook() {
        Limits limits = new Limits(1 << 20, 1 << 20, 100, 1 << 20, 2_000);
        try (TestDoor door = new TestDoor(new Tokens(TestDoor.TOKEN, null), false, limits, new InFlight(4 << 20))) {
            String large = "x".repeat(500_000);
            assertEquals(
                    "200 {\"result\":\"OK\"}",
                    door.post("/", "[\"SET\",\"k\",\"" + large + "\"]").all());
            assertEquals(200, door.get("/get/k").status());
            assertEquals(200, door.get("/get/k", "Accept-Encoding", "gzip").status());
            assertEquals(400, door.post("/", large).status());
            assertEquals(
                    200,
                    door.post("/multi-exec", "[[\"GET\",\"k\"],[\"GET\",\"k\"]]")
                            .status());
            assertEquals(400, door.get("/large/2000000").status());
            assertEquals(413, door.post("/", large + large + large).status());
            String head = "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestDoor.TOKEN
                    + "\r\nContent-Length: 500000\r\n\r\n";
            assertTrue(door.raw(head + "[", "\"SET").startsWith("HTTP/1.1 408 "));
            assertEquals(0, door.inFlight.used());
        }
    }

    @Test
    void whatOnlyHasToWaitNeedsNoMemory() throws InterruptedException {
        Limits limits = new Limits(1 << 20, 10 << 20, 100, 1 << 20, 30_000);
        try (TestDoor door = new TestDoor(new Tokens(TestDoor.TOKEN, null), false, limits, new InFlight(1 << 20))) {
            InFlight.Share others = door.inFlight.share();
            assertTrue(others.take(1 << 20));
            String many = ",[\"INCR\",\"k\"]".repeat(Exchange.BRIEF_COMMANDS);
            Seen atOnce = door.post("/multi-exec", "[[\"SET\",\"k\",\"0\"]" + many + "]");
            assertEquals(200, atOnce.status());
            assertTrue(atOnce.body().endsWith("{\"result\":" + Exchange.BRIEF_COMMANDS + "}]"), atOnce.body());
            // Only the last one asks for memory: what was done before is done, and done once.
            Seen last = door.post("/pipeline", "[[\"SET\",\"k\",\"0\"]" + many + ",[\"TOOLONG\"]]");
            assertEquals(200, last.status());
            assertTrue(
                    last.body()
                            .endsWith("{\"result\":" + Exchange.BRIEF_COMMANDS + "},{\"error\":\"" + InFlight.REFUSAL
                                    + "\"}]"),
                    last.body());
            others.release();
            Seen served = door.post("/pipeline", "[[\"SET\",\"k\",\"0\"]" + many + ",[\"TOOLONG\"]]");
            assertTrue(
                    served.body().endsWith("{\"result\":" + Exchange.BRIEF_COMMANDS + "},{\"result\":\"worker\"}]"),
                    served.body());
            // It is given back when the answer is sent, which its reader may see before the service does.
            for (int i = 0; i < 1_000 && door.inFlight.used() > 0; i++) {
                Thread.sleep(10);
            }
            assertEquals(0, door.inFlight.used());
        }
    }

    @Test
    void whatDoesNotFitIsAnsweredInJson() {
        Limits limits = new Limits(1 << 20, 10 << 20, 100, 1 << 20, 30_000);
        try (TestDoor door = new TestDoor(new Tokens(TestDoor.TOKEN, null), false, limits, new InFlight(1 << 20))) {
            InFlight.Share others = door.inFlight.share();
            assertTrue(others.take((1 << 20) - 100));
            String refusal = "503 {\"error\":\"ERR too many large requests at a time, try again\"}";
            Seen answer = door.get("/large/600000");
            assertEquals(refusal, answer.all());
            assertEquals("1", answer.header("retry-after"));
            assertEquals(
                    "200 [{\"result\":1},{\"error\":\"ERR too many large requests at a time, try again\"},"
                            + "{\"error\":\"ERR too many large requests at a time, try again\"}]",
                    door.post("/pipeline", "[[\"NOTE\",\"a\"],[\"LARGE\",600000],[\"NOTE\",\"b\"]]")
                            .all());
            assertEquals(List.of("a"), door.probe.ran);
            Seen later =
                    door.send("POST", "/", BodyPublishers.ofString("[\"SET\",\"k\",\"" + "x".repeat(99_999) + "\"]"));
            assertEquals(refusal, later.all());
            assertEquals("200 {\"result\":null}", door.get("/get/k").all());
            others.release();
            assertEquals(0, door.inFlight.used());
        }
    }
}
