package io.larder.leaderboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.larder.command.CommandError;
import io.larder.keyspace.HeapKeyspace;
import io.larder.keyspace.Kind;
import io.larder.type.SortedSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plain sorted set read as a ranking. */
class SortedSetRankingTest {

    private final HeapKeyspace keyspace = new HeapKeyspace(() -> 1000);

    @Test
    void ranksFromEitherEnd() {
        SortedSet set = SortedSet.create(keyspace, bytes("k"));
        set.add(bytes("ann"), 3);
        set.add(bytes("bob"), 1.5);
        set.add(bytes("carl"), 3);
        set.add(bytes("dora"), 0);
        assertEquals(List.of("1 dora 0", "2 bob 1.5", "3 ann 3", "4 carl 3"), list(Order.ASC, 1, 10));
        assertEquals(List.of("1 carl 3", "2 ann 3", "3 bob 1.5", "4 dora 0"), list(null, 1, 10));
        assertEquals(list(null, 1, 10), list(Order.DESC, 1, 10));
        List<String> whole = list(Order.DESC, 1, 4);
        for (int from = 1; from <= 6; from++) {
            for (int count = 0; count <= 6; count++) {
                List<String> part = whole.subList(Math.min(from - 1, 4), Math.min(from - 1 + count, 4));
                assertEquals(part, list(Order.DESC, from, count), from + " " + count);
            }
        }
        assertEquals(3, find(Order.DESC).position(bytes("bob")));
        assertEquals(2, find(Order.ASC).position(bytes("bob")));
        assertEquals(0, find(Order.ASC).position(bytes("eve")));
        assertEquals(4, find(null).size());
    }

    @Test
    void otherKeysRankNobody() {
        assertNull(Rankings.find(keyspace, bytes("none"), null));
        keyspace.create(bytes("text"), Kind.STRING);
        assertThrows(CommandError.class, () -> Rankings.find(keyspace, bytes("text"), null));
    }

    private Ranking find(Order order) {
        Ranking ranking = Rankings.find(keyspace, bytes("k"), order);
        assertNotNull(ranking);
        return ranking;
    }

    private List<String> list(Order order, int from, int count) {
        List<String> all = new ArrayList<>();
        find(order).each(from, count, one -> {
            assertEquals(one.position(), one.rank());
            all.add(one.position() + " " + new String(one.member(), StandardCharsets.UTF_8) + " " + one.score());
        });
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
