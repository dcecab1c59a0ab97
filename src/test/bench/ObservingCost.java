import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.monitoring.Statistics;
import io.larder.type.DataCommands;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * Measures what observing costs: GET through the dispatcher, in process, with and without {@link Statistics} in turn.
 * It is the thread's own time on the processor, so that others on the machine matter little.
 */
final class ObservingCost {

    private static final int KEYS = 100_000;
    private static final int CALLS = 300_000;
    private static final int ROUNDS = 12;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private ObservingCost() {}

    public static void main(String... arguments) throws IOException {
        try (EmbeddedEngine engine =
                EmbeddedEngine.open(Files.createTempDirectory("observing"), 256L << 20, Clock.SYSTEM)) {
            CommandTable table = new CommandTable(DataCommands.families()).bind(Keyspace.class, engine);
            Dispatcher dispatcher = new Dispatcher(table, call -> null, engine);
            Session session = new Session(new Caller("cost", true), false);
            byte[][][] gets = new byte[KEYS][][];
            for (int i = 0; i < KEYS; i++) {
                gets[i] = words("GET", "key:" + i);
                dispatcher.call(session, words("SET", "key:" + i, "x".repeat(100)), Effort.FULL);
            }
            Statistics statistics = new Statistics();
            double[] plain = new double[ROUNDS];
            double[] observed = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                plain[round] = nanos(dispatcher, session, gets);
                dispatcher.observe(statistics);
                observed[round] = nanos(dispatcher, session, gets);
                dispatcher.ignore(statistics);
            }
            System.out.printf("GET unobserved %s ns, observed %s ns%n", spread(plain), spread(observed));
        }
    }

    private static double nanos(Dispatcher dispatcher, Session session, byte[][][] gets) {
        long begin = CPU.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            dispatcher.call(session, gets[(int) (i * 2_654_435_761L % KEYS)], Effort.BRIEF);
        }
        return (CPU.getCurrentThreadCpuTime() - begin) / (double) CALLS;
    }

    /** Median, least and most of the rounds after the warm-up. */
    private static String spread(double[] rounds) {
        double[] warm = Arrays.copyOfRange(rounds, 5, rounds.length);
        Arrays.sort(warm);
        return String.format("%.0f (%.0f–%.0f)", warm[warm.length / 2], warm[0], warm[warm.length - 1]);
    }

    private static byte[][] words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
