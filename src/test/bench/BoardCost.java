import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.LeaderboardCommands;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What LEADERBOARD costs in the engine: a thread that calls the dispatcher, on a board of so many members. It is the
 * thread's own time on the processor, so that others on the machine matter little. Members come in an order in which neighbours are far apart.
 *
 * <p>{@code java -cp target/classes:$(cat target/classpath) src/test/bench/BoardCost.java DIRECTORY MEMBERS [TIES]}
 */
final class BoardCost {

    private static final int CALLS = 100_000;

    /** A prime: each new member stands far from the one before, and in every round elsewhere. */
    private static final long STRIDE = 6_180_341;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static Dispatcher dispatcher;
    private static final Session SESSION = new Session(new Caller("bench", true), false);

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "boards");
        int members = Integer.parseInt(args[1]);
        String ties = args.length > 2 ? args[2] : "first";
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 4L << 30, Clock.SYSTEM)) {
            CommandTable table =
                    new CommandTable(List.of(new LeaderboardCommands().family())).bind(Keyspace.class, engine);
            dispatcher = new Dispatcher(table, call -> null, engine);
            call("DEFINE", "b", "{\"keep\":\"last\",\"submits_per_s\":0,\"ties\":\"" + ties + "\"}");
            Random random = new Random(1);
            long before = engine.usedBytes();
            long begin = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < members; i++) {
                call("SUBMIT", "b", member(i * STRIDE % members), Integer.toString(random.nextInt(1_000_000)));
            }
            print("SUBMIT, new", begin, members);
            System.out.printf(Locale.ROOT, "%-28s %8.1f%n", "bytes an entry", (double) (engine.usedBytes() - before) / members);
            for (int round = 0; round < 3; round++) {
                begin = CPU.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    call("SUBMIT", "b", member(random.nextInt(members)), Integer.toString(random.nextInt(1_000_000)));
                }
                print("SUBMIT, another score", begin, CALLS);
                begin = CPU.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    call("TOP", "b");
                }
                print("TOP 10", begin, CALLS);
                begin = CPU.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    call("AROUND", "b", member(random.nextInt(members)));
                }
                print("AROUND 5", begin, CALLS);
                begin = CPU.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    call("GET", "b", member(random.nextInt(members)));
                }
                print("GET", begin, CALLS);
            }
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.printf(Locale.ROOT, "%-28s %8.1f MB%n", "heap after a collection", heap / 1e6);
            begin = CPU.getCurrentThreadCpuTime();
            call("RESET", "b");
            System.out.printf(Locale.ROOT, "%-28s %8.2f ms%n", "RESET", (CPU.getCurrentThreadCpuTime() - begin) / 1e6);
        }
    }

    private static String member(long number) {
        return String.format("member:%08d", number);
    }

    private static void call(String... words) {
        byte[][] bytes = new byte[words.length + 1][];
        bytes[0] = "LEADERBOARD".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < words.length; i++) {
            bytes[i + 1] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        if (dispatcher.call(SESSION, bytes, Effort.FULL) instanceof Reply.Failure failure) {
            throw new IllegalStateException(failure.message());
        }
    }

    private static void print(String what, long begin, long calls) {
        System.out.printf(Locale.ROOT, "%-28s %8.2f us%n", what, (CPU.getCurrentThreadCpuTime() - begin) / 1e3 / calls);
    }
}
