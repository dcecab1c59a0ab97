import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Door;
import io.larder.command.Gate;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.security.Admittance;
import io.larder.security.Audit;
import io.larder.security.ReadOnlyGate;
import io.larder.security.Reception;
import io.larder.security.SizeGate;
import io.larder.security.Tokens;
import io.larder.security.Visitor;
import io.larder.type.DataCommands;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What stands before a GET: whose token it is, whether it may come, whether the command may run. Each by turns, a
 * million times a turn, with what it adds to. It is the thread's own time on the processor, so that others on the
 * machine matter little.
 *
 * <p>{@code java -cp target/classes:$(cat target/classpath) src/test/bench/GateCost.java}
 */
final class GateCost {

    private static final int TURNS = 15;
    private static final int WARM = 5;
    private static final int TIMES = 1_000_000;

    private static final String TOKEN = "a token of thirty-two characters";
    private static final byte[] SENT = TOKEN.getBytes(StandardCharsets.UTF_8);

    private static Object seen;

    private GateCost() {}

    public static void main(String[] arguments) {
        Map<String, Supplier<Object>> sides = sides();
        double[][] nanos = new double[sides.size()][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            int side = 0;
            for (Supplier<Object> work : sides.values()) {
                nanos[side++][turn] = nanos(work);
            }
        }
        int side = 0;
        for (String name : sides.keySet()) {
            double[] counted = Arrays.copyOfRange(nanos[side++], WARM, TURNS);
            Arrays.sort(counted);
            System.out.printf(Locale.ROOT, "%-28s%8.1f ns%n", name, counted[counted.length / 2]);
        }
    }

    private static Map<String, Supplier<Object>> sides() {
        Tokens tokens = new Tokens(TOKEN, "and another one for those who read");
        Reception open = reception(tokens, 0);
        Reception limited = reception(tokens, 1_000_000_000);
        Visitor first = new Visitor(InetAddress.getLoopbackAddress());
        Visitor second = new Visitor(InetAddress.getLoopbackAddress());
        Gate gate = new ReadOnlyGate();
        Gate sizes = new SizeGate(gate, 65_536, 1 << 29);
        Audit audit = new Audit((line, request) -> {}, System::nanoTime);
        Session session = new Session(Door.INTERNAL, new Caller("owner", true), false);
        Command<?> get = DataCommands.families().stream()
                .flatMap(family -> family.rows().stream())
                .filter(row -> row.name().equals("GET"))
                .findFirst()
                .orElseThrow();
        Call<?> call = call(session, get);
        Map<String, Supplier<Object>> sides = new LinkedHashMap<>();
        sides.put("tokens alone", () -> tokens.caller(SENT));
        sides.put("with lock-outs", () -> open.recognize(first, SENT));
        sides.put("with lock-outs and limits", () -> {
            limited.arrives(second, null, false);
            return limited.recognize(second, SENT);
        });
        sides.put("gate alone", () -> gate.refuse(call));
        sides.put("with sizes and audit", () -> {
            Reply.Failure refusal = sizes.refuse(call);
            audit.ran(call, Reply.OK, 1);
            return refusal;
        });
        return sides;
    }

    private static Reception reception(Tokens tokens, int requests) {
        Admittance admittance = new Admittance(
                List.of(), List.of(), List.of(), requests, requests, 0, 0, 10, Duration.ofMinutes(5), 65_536);
        return new Reception(tokens, admittance, System::nanoTime);
    }

    private static <T> Call<T> call(Session session, Command<T> row) {
        byte[][] words = {"GET".getBytes(StandardCharsets.UTF_8), "some:key".getBytes(StandardCharsets.UTF_8)};
        return new Call<>(session, row, words);
    }

    private static double nanos(Supplier<Object> work) {
        var threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            seen = work.get();
        }
        return (threads.getCurrentThreadCpuTime() - begin) / (double) TIMES;
    }
}
