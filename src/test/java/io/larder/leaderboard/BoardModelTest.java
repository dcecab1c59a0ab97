package io.larder.leaderboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.contract.HeapEngine;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A board against a plain sort: list, around, single and many say the same, positions have no holes, ranks follow the
 * tie rule, cursors lead forth and back over the same rows, and a restart changes nothing.
 */
class BoardModelTest {

    private static final Clock CLOCK = () -> 1_700_000_000_000L;
    private static final List<String> IDS =
            List.of("ann", "bob", "carl", "dora", "eve", "fay", "gus", "hal", "ida", "jo", "kim", "lea");

    @Property(tries = 100)
    void isAPlainSort(@ForAll long seed) {
        Random random = new Random(seed);
        BoardClient client = new BoardClient(new HeapEngine(CLOCK));
        BoardModel model = new BoardModel(random);
        client.call("LEADERBOARD", "DEFINE", "b", model.definition());
        for (int i = 0; i < 60; i++) {
            step(random, client, model);
            assertEquals(model.lines(""), client.entries("LEADERBOARD", "LIST", "b", "LIMIT", 1000));
        }
        check(client, model);
    }

    @Property(tries = 20)
    void isTheSameAfterARestart(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "boards")), "data");
        BoardModel model = new BoardModel(random);
        List<String> cursors = new ArrayList<>();
        // Large enough for pages of its own.
        int members = random.nextBoolean() ? 12 : 600;
        for (int run = 0; run < 3; run++) {
            try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 64L << 20, CLOCK)) {
                BoardClient client = new BoardClient(engine);
                client.call("LEADERBOARD", "DEFINE", "b", model.definition());
                check(client, model);
                for (String cursor : cursors) {
                    client.entries("LEADERBOARD", "LIST", "b", "CURSOR", cursor);
                }
                for (int i = 0; i < members * 2; i++) {
                    String id = "m" + random.nextInt(members);
                    long score = random.nextInt(members / 3);
                    client.map("LEADERBOARD", "SUBMIT", "b", id, score);
                    model.submit(id, score);
                    if (i % 16 == 0) {
                        step(random, client, model);
                    }
                }
                assertEquals(model.lines(""), client.entries("LEADERBOARD", "LIST", "b", "LIMIT", 1000));
                Object next = client.map("LEADERBOARD", "LIST", "b", "LIMIT", 1).get("next");
                if (next != null) {
                    cursors.add((String) next);
                }
                assertEquals(List.of(), engine.check());
            }
        }
    }

    private static void step(Random random, BoardClient client, BoardModel model) {
        String id = IDS.get(random.nextInt(IDS.size()));
        switch (random.nextInt(10)) {
            case 0 -> {
                assertEquals(model.has(id) ? 1L : 0L, client.call("LEADERBOARD", "REMOVE", "b", id));
                model.remove(id);
            }
            case 1 -> {
                client.call("LEADERBOARD", "HIDE", "b", id);
                model.hide(id, true);
            }
            case 2 -> {
                client.call("LEADERBOARD", "UNHIDE", "b", id);
                model.hide(id, false);
            }
            case 3 -> client.call("LEADERBOARD", "METADATA", "b", id, "{\"a\":" + random.nextInt(9) + "}");
            default -> submit(random, client, model, id);
        }
    }

    private static void submit(Random random, BoardClient client, BoardModel model, String id) {
        long score = random.nextInt(6) - 1;
        String before = model.lines(id).stream()
                .filter(line -> line.contains(id))
                .findFirst()
                .orElse(null);
        boolean changed = model.submit(id, score);
        Map<String, Object> answer = client.map("LEADERBOARD", "SUBMIT", "b", id, score);
        List<String> lines = model.lines(id);
        assertTrue(lines.contains(BoardClient.line(answer)), () -> answer + " is not in " + lines);
        assertEquals(changed ? 1L : 0L, answer.get("changed"));
        assertEquals((long) lines.size(), answer.get("total"));
        if (before == null) {
            assertNull(answer.get("previous_score"));
            assertNull(answer.get("previous_rank"));
        } else {
            String[] words = before.split(" ");
            assertEquals(words[3], answer.get("previous_score"));
            assertEquals(words[1], answer.get("previous_rank").toString());
        }
    }

    /** Every answer about every member, for every limit. */
    private static void check(BoardClient client, BoardModel model) {
        List<String> all = model.lines("");
        List<String> found = new ArrayList<>();
        for (String id : IDS) {
            if (model.has(id)) {
                around(client, id, model.lines(id));
            } else {
                assertTrue(
                        client.call("LEADERBOARD", "AROUND", "b", id).toString().startsWith("-NOT_RANKED"));
            }
        }
        List<Object> ranks = new ArrayList<>(List.of("LEADERBOARD", "RANKS", "b", IDS.size()));
        ranks.addAll(IDS);
        for (String line : all) {
            if (IDS.contains(line.split(" ")[2])) {
                found.add(line);
            }
        }
        assertEquals(found, client.entries(ranks.toArray()));
        for (int from = 1; from <= all.size() + 2; from += 1 + all.size() / 20) {
            assertEquals(
                    all.subList(Math.min(from - 1, all.size()), Math.min(from + 2, all.size())),
                    client.entries("LEADERBOARD", "LIST", "b", "FROM", from, "LIMIT", 3));
        }
        for (int limit = 1; limit <= all.size() + 1; limit += 1 + all.size() / 20) {
            page(client, all, limit);
        }
    }

    private static void around(BoardClient client, String id, List<String> lines) {
        Map<String, Object> single = client.map("LEADERBOARD", "GET", "b", id);
        assertTrue(lines.contains(BoardClient.line(single)), () -> single + " is not in " + lines);
        int position = Math.toIntExact((long) single.get("position"));
        for (int limit = 1; limit <= Math.min(lines.size(), 12) + 2; limit++) {
            int count = Math.min(limit, lines.size());
            int first = Math.max(1, Math.min(position - (limit - 1) / 2, lines.size() - count + 1));
            assertEquals(
                    lines.subList(first - 1, first - 1 + count),
                    client.entries("LEADERBOARD", "AROUND", "b", id, "LIMIT", limit),
                    id + " " + limit);
        }
    }

    /** Forward to the end and back to the beginning. */
    private static void page(BoardClient client, List<String> all, int limit) {
        List<String> forward = new ArrayList<>();
        Map<String, Object> page = client.map("LEADERBOARD", "LIST", "b", "LIMIT", limit);
        while (true) {
            forward.addAll(BoardClient.lines(page));
            if (page.get("next") == null) {
                break;
            }
            page = client.map("LEADERBOARD", "LIST", "b", "LIMIT", limit, "CURSOR", page.get("next"));
        }
        assertEquals(all, forward);
        List<List<String>> pages = new ArrayList<>();
        while (true) {
            pages.add(BoardClient.lines(page));
            if (page.get("prev") == null) {
                break;
            }
            page = client.map("LEADERBOARD", "LIST", "b", "LIMIT", limit, "CURSOR", page.get("prev"));
        }
        Collections.reverse(pages);
        assertEquals(all, pages.stream().flatMap(List::stream).toList());
    }
}
