package io.larder.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import io.larder.keyspace.HeapKeyspace;
import io.larder.keyspace.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws are of different elements where they must be, and no element is favoured. */
class RandomElementsTest {

    private static final byte[] KEY = {'k'};

    /** Each field has its own name as its value. */
    private static Tree fields(int size) {
        HeapKeyspace keyspace = new HeapKeyspace(() -> 0);
        keyspace.begin(null);
        Hash hash = Hash.open(keyspace, KEY);
        for (int i = 0; i < size; i++) {
            hash.put(Numbers.bytes(i), Numbers.bytes(i));
        }
        return hash.tree();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 1", "10, 3", "10, 5", "10, 6", "10, 10", "100000000000, 1000"})
    void positionsAreDifferentAscendAndLieWithin(long size, int count) {
        long[] positions = RandomElements.positions(size, count);
        assertEquals(count, positions.length);
        for (int i = 0; i < count; i++) {
            assertTrue(positions[i] >= (i == 0 ? 0 : positions[i - 1] + 1) && positions[i] < size);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "5", "6", "9"})
    void eachPositionIsAsLikelyAsTheOther(int count) {
        assertEven(count, draw -> RandomElements.positions(10, count));
    }

    @Test
    void repeatedDrawsAreEven() {
        Tree tree = fields(10);
        assertEven(5, draw -> numbers(RandomElements.draw(tree, -5, Shown.VALUE, 1)));
        assertEven(20, draw -> numbers(RandomElements.draw(tree, -20, Shown.VALUE, 1)));
    }

    /** Ten thousand draws of some of ten: each is met as often as the other, within nine standard deviations. */
    private static void assertEven(int count, IntFunction<long[]> draws) {
        int rounds = 10_000;
        int[] met = new int[10];
        for (int round = 0; round < rounds; round++) {
            for (long position : draws.apply(round)) {
                met[(int) position]++;
            }
        }
        double expected = rounds * count / 10.0;
        for (int times : met) {
            assertEquals(expected, times, 9 * Math.sqrt(expected));
        }
    }

    private static long[] numbers(List<Reply> items) {
        return items.stream()
                .mapToLong(item -> Numbers.whole(((Reply.Bytes) item).value()))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1000, 60", "1000, 70", "1000, 600", "1000, 1000", "1000, 5000"})
    void drawnElementsAreDifferentAndComeWithTheirValues(int size, int count) {
        List<Reply> items = RandomElements.draw(fields(size), count, Shown.PAIR, 2);
        Set<Long> fields = new HashSet<>();
        long[] numbers = numbers(items);
        for (int i = 0; i < numbers.length; i += 2) {
            assertEquals(numbers[i], numbers[i + 1]);
            fields.add(numbers[i]);
        }
        assertEquals(Math.min(size, count), fields.size());
        assertEquals(2 * Math.min(size, count), items.size());
    }

    @ParameterizedTest
    @CsvSource({"100, 5", "100, 99", "100, 100", "100, 1000"})
    void repeatedElementsComeWithTheirValues(int size, int count) {
        long[] numbers = numbers(RandomElements.draw(fields(size), -count, Shown.PAIR, 2));
        assertEquals(2 * count, numbers.length);
        for (int i = 0; i < numbers.length; i += 2) {
            assertEquals(numbers[i], numbers[i + 1]);
        }
    }

    @Test
    void moreThanTheLimitAreRefused() {
        Tree tree = fields(1);
        assertThrows(CommandError.class, () -> RandomElements.draw(tree, -RandomElements.LIMIT - 1, Shown.MEMBER, 1));
    }
}
