package io.larder.kill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What two keys of each type should hold. */
final class Model {

    private static final int KEYS = 2;
    private static final int MEMBERS = 600;

    private final List<String> strings = new ArrayList<>();
    private final List<Map<String, String>> hashes = new ArrayList<>();
    private final List<Deque<String>> lists = new ArrayList<>();
    private final List<Set<String>> sets = new ArrayList<>();
    private final List<Map<String, String>> sortedSets = new ArrayList<>();
    /** Null before the board is defined. */
    private final List<@Nullable Map<String, String>> boards = new ArrayList<>();

    Model() {
        for (int i = 0; i < KEYS; i++) {
            strings.add("");
            hashes.add(new HashMap<>());
            lists.add(new ArrayDeque<>());
            sets.add(new HashSet<>());
            sortedSets.add(new HashMap<>());
            boards.add(null);
        }
    }

    Model copy() {
        Model copy = new Model();
        for (int i = 0; i < KEYS; i++) {
            copy.strings.set(i, strings.get(i));
            copy.hashes.get(i).putAll(hashes.get(i));
            copy.lists.get(i).addAll(lists.get(i));
            copy.sets.get(i).addAll(sets.get(i));
            copy.sortedSets.get(i).putAll(sortedSets.get(i));
            Map<String, String> board = boards.get(i);
            copy.boards.set(i, board == null ? null : new HashMap<>(board));
        }
        return copy;
    }

    /** Makes a random change, and the command that makes it there. */
    List<String> change(String prefix, Random random) {
        int key = random.nextInt(KEYS);
        boolean shrink = random.nextInt(5) < 2;
        return switch (random.nextInt(6)) {
            case 0 -> changeString(prefix + "s" + key, key, random);
            case 1 -> changeHash(prefix + "h" + key, hashes.get(key), random, shrink);
            case 2 -> changeList(prefix + "l" + key, lists.get(key), random, shrink);
            case 4 -> changeBoard(prefix + "b" + key, key, random, shrink);
            case 3 -> changeSet(prefix + "e" + key, sets.get(key), random, shrink);
            default -> changeSortedSet(prefix + "z" + key, sortedSets.get(key), random, shrink);
        };
    }

    private static String text(Random random, int most) {
        int length = random.nextInt(20) == 0 ? random.nextInt(most) : random.nextInt(80);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private List<String> changeString(String name, int key, Random random) {
        if (random.nextInt(8) == 0) {
            strings.set(key, "");
            return Service.words("DEL", name);
        }
        if (random.nextInt(3) == 0) {
            String more = "x" + text(random, 3000);
            strings.set(key, strings.get(key) + more);
            return Service.words("APPEND", name, more);
        }
        String value = "v" + text(random, random.nextInt(10) == 0 ? 200_000 : 4000);
        strings.set(key, value);
        return Service.words("SET", name, value);
    }

    private static List<String> changeHash(String name, Map<String, String> hash, Random random, boolean shrink) {
        List<String> words = Service.words(shrink ? "HDEL" : "HSET", name);
        for (int i = 0; i <= random.nextInt(30); i++) {
            String field = "field:" + random.nextInt(MEMBERS);
            words.add(field);
            if (shrink) {
                hash.remove(field);
            } else {
                String value = text(random, 3000);
                hash.put(field, value);
                words.add(value);
            }
        }
        return words;
    }

    private static List<String> changeList(String name, Deque<String> list, Random random, boolean shrink) {
        boolean left = random.nextBoolean();
        if (shrink) {
            int count = 1 + random.nextInt(40);
            for (int i = 0; i < count && !list.isEmpty(); i++) {
                Objects.requireNonNull(left ? list.pollFirst() : list.pollLast());
            }
            return Service.words(left ? "LPOP" : "RPOP", name, count);
        }
        List<String> words = Service.words(left ? "LPUSH" : "RPUSH", name);
        for (int i = 0; i <= random.nextInt(30); i++) {
            String value = text(random, 3000);
            words.add(value);
            if (left) {
                list.addFirst(value);
            } else {
                list.addLast(value);
            }
        }
        return words;
    }

    private static List<String> changeSet(String name, Set<String> set, Random random, boolean shrink) {
        List<String> words = Service.words(shrink ? "SREM" : "SADD", name);
        for (int i = 0; i <= random.nextInt(40); i++) {
            String member = "member:" + random.nextInt(MEMBERS);
            words.add(member);
            if (shrink) {
                set.remove(member);
            } else {
                set.add(member);
            }
        }
        return words;
    }

    private static List<String> changeSortedSet(String name, Map<String, String> set, Random random, boolean shrink) {
        List<String> words = Service.words(shrink ? "ZREM" : "ZADD", name);
        for (int i = 0; i <= random.nextInt(40); i++) {
            String member = "member:" + random.nextInt(MEMBERS);
            if (shrink) {
                set.remove(member);
            } else {
                String score = Integer.toString(random.nextInt(1000));
                words.add(score);
                set.put(member, score);
            }
            words.add(member);
        }
        return words;
    }

    private List<String> changeBoard(String name, int key, Random random, boolean shrink) {
        Map<String, String> board = boards.get(key);
        if (board == null) {
            boards.set(key, new HashMap<>());
            return Service.words(
                    "LEADERBOARD",
                    "DEFINE",
                    name,
                    "{\"keep\":\"last\",\"ties\":\"dense\",\"submits_per_s\":0,\"season\":{\"keep\":2}}");
        }
        if (random.nextInt(20) == 0) {
            board.clear();
            return Service.words("LEADERBOARD", "RESET", name);
        }
        int count = 1 + random.nextInt(40);
        List<String> words = Service.words("LEADERBOARD", shrink ? "REMOVE" : "SUBMITMANY", name);
        if (!shrink) {
            words.add(Integer.toString(count));
        }
        for (int i = 0; i < count; i++) {
            String member = "member:" + random.nextInt(MEMBERS);
            words.add(member);
            if (shrink) {
                board.remove(member);
            } else {
                String score = Integer.toString(random.nextInt(100));
                words.add(score);
                board.put(member, score);
            }
        }
        return words;
    }

    /** A board's entries, or null where it is not there; positions and ranks are checked. */
    private static @Nullable Map<String, String> board(JsonNode answer) throws IOException {
        JsonNode page = answer.get("result");
        if (page == null) {
            return null;
        }
        Map<String, String> entries = new HashMap<>();
        JsonNode list = page.path(1);
        long rank = 0;
        String last = "";
        for (int i = 0; i < list.size(); i++) {
            JsonNode entry = list.get(i);
            String score = entry.path(3).asText();
            rank += score.equals(last) ? 0 : 1;
            if (entry.path(5).asLong() != rank || entry.path(7).asLong() != i + 1) {
                throw new IOException("entry " + i + " of a board has another place: " + entry);
            }
            last = score;
            entries.put(entry.path(1).asText(), score);
        }
        if (entries.size() != list.size() || !page.toString().contains("\"total\"," + list.size() + ",")) {
            throw new IOException("a board's total is not the number of its entries");
        }
        return entries;
    }

    /** What is there. */
    static Model read(Service service, String prefix) throws IOException, InterruptedException {
        Model model = new Model();
        for (int i = 0; i < KEYS; i++) {
            JsonNode answers = service.post(
                    false,
                    List.of(
                            Service.words("GET", prefix + "s" + i),
                            Service.words("HGETALL", prefix + "h" + i),
                            Service.words("LRANGE", prefix + "l" + i, 0, -1),
                            Service.words("SMEMBERS", prefix + "e" + i),
                            Service.words("ZRANGE", prefix + "z" + i, 0, -1, "WITHSCORES"),
                            Service.words("HLEN", prefix + "h" + i),
                            Service.words("ZCARD", prefix + "z" + i),
                            Service.words("LEADERBOARD", "LIST", prefix + "b" + i, "LIMIT", 1000)));
            model.boards.set(i, board(answers.path(7)));
            model.strings.set(
                    i, result(answers, 0).isNull() ? "" : result(answers, 0).asText());
            pairs(result(answers, 1), model.hashes.get(i));
            model.lists.get(i).addAll(texts(result(answers, 2)));
            model.sets.get(i).addAll(texts(result(answers, 3)));
            pairs(result(answers, 4), model.sortedSets.get(i));
            if (result(answers, 5).asInt() != model.hashes.get(i).size()
                    || result(answers, 6).asInt() != model.sortedSets.get(i).size()) {
                throw new IOException("a size is not the number of elements: " + answers);
            }
        }
        return model;
    }

    private static JsonNode result(JsonNode answers, int i) {
        JsonNode result = answers.path(i).get("result");
        if (result == null) {
            throw new IllegalStateException("no result in " + answers.path(i));
        }
        return result;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static void pairs(JsonNode array, Map<String, String> into) {
        for (int i = 0; i + 1 < array.size(); i += 2) {
            into.put(array.get(i).asText(), array.get(i + 1).asText());
        }
    }

    /** Where the other differs, or nothing. */
    String difference(Model other) {
        for (int i = 0; i < KEYS; i++) {
            if (!strings.get(i).equals(other.strings.get(i))) {
                return "string " + i + ": " + strings.get(i).length() + " bytes and "
                        + other.strings.get(i).length();
            }
            if (!hashes.get(i).equals(other.hashes.get(i))) {
                return "hash " + i + ": " + hashes.get(i).size() + " fields and "
                        + other.hashes.get(i).size();
            }
            if (!List.copyOf(lists.get(i)).equals(List.copyOf(other.lists.get(i)))) {
                return "list " + i + ": " + lists.get(i).size() + " elements and "
                        + other.lists.get(i).size();
            }
            if (!sets.get(i).equals(other.sets.get(i))) {
                return "set " + i + ": " + sets.get(i).size() + " members and "
                        + other.sets.get(i).size();
            }
            if (!sortedSets.get(i).equals(other.sortedSets.get(i))) {
                return "sorted set " + i + ": " + sortedSets.get(i).size() + " members and "
                        + other.sortedSets.get(i).size();
            }
            if (!Objects.equals(boards.get(i), other.boards.get(i))) {
                return "leaderboard " + i + ": " + boards.get(i) + " and " + other.boards.get(i);
            }
        }
        return "";
    }
}
