package io.larder.contract;

import static org.junit.jupiter.api.Assertions.fail;

import io.larder.command.Command;
import io.larder.command.CommandTable;
import io.larder.command.Flag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Made-up commands on a subject and on a real Redis: replies, data and keyspace notifications stay the same. An engine
 * is held to it by a subclass that names it.
 *
 * <p>{@code -Dcomparison.seed=7} begins with another seed, {@code -Dcomparison.rounds=10} makes so many rounds, each on
 * empty stores and with the next seed, {@code -Dcomparison.groups=string,generic} leaves it at those groups' rows. A
 * difference is shown with its seed and the fewest commands that show it.
 */
@Tag("real-parts")
abstract class RandomComparison {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final long SEED = Long.getLong("comparison.seed", 1);
    private static final int ROUNDS = Integer.getInteger("comparison.rounds", 150);
    private static final String GROUPS = System.getProperty("comparison.groups", "");
    private static final int COMMANDS = 250;
    private static final int MOST_SHOWN = 8;

    abstract Subject subject();

    @Test
    void answersAsRedisDoes() {
        List<Command<?>> rows = Tables.all().rows().stream()
                .filter(row -> row.target() != CommandTable.class && RowsOracleTest.known(row))
                // Settings change what follows, and a connection that listens is asked for nothing else.
                .filter(row -> !row.is(Flag.ADMIN) && !row.is(Flag.PUBSUB))
                .filter(row -> GROUPS.isEmpty()
                        || List.of(GROUPS.split(",")).contains(row.group().label()))
                .collect(Collectors.toList());
        Comparison comparison = new Comparison(REDIS, subject());
        Map<String, String> differences = new LinkedHashMap<>();
        for (long seed = SEED; seed < SEED + ROUNDS && differences.size() < MOST_SHOWN; seed++) {
            List<byte[][]> commands = new RandomCommands(seed, rows).some(COMMANDS);
            String difference = comparison.differenceAfter(commands);
            if (difference != null) {
                List<byte[][]> fewest = fewest(commands, comparison);
                String again = comparison.differenceAfter(fewest);
                String last = fewest.isEmpty()
                        ? ""
                        : Comparison.shown(fewest.get(fewest.size() - 1)).split(" ")[0];
                differences.putIfAbsent(
                        last,
                        "seed " + seed + "\n"
                                + fewest.stream().map(Comparison::shown).collect(Collectors.joining("\n"))
                                + "\n\n" + (again == null ? "now and then: " + difference : again));
            }
        }
        if (!differences.isEmpty()) {
            fail(String.join("\n\n", differences.values()));
        }
    }

    /** Leaves out what the difference does not need. */
    private static List<byte[][]> fewest(List<byte[][]> commands, Comparison comparison) {
        List<byte[][]> left = new ArrayList<>(commands);
        for (int size = left.size() / 2; size > 0; size /= 2) {
            for (int from = left.size() - size; from > -size; from -= size) {
                List<byte[][]> fewer = new ArrayList<>(left);
                fewer.subList(Math.max(0, from), Math.min(fewer.size(), from + size))
                        .clear();
                if (comparison.differenceAfter(fewer) != null) {
                    left = fewer;
                }
            }
        }
        return left;
    }
}
