import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Door;
import io.larder.command.Origin;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Trace;
import io.larder.monitoring.RequestSpan;
import io.larder.monitoring.Tracing;
import io.larder.monitoring.TracingSettings;
import io.larder.type.DataCommands;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * What following a request costs: the span of the request with that of one command, and to send both. By turns: for a
 * service that follows none, one that follows none but those whose senders ask for it, and one that follows all. It is
 * the threads' own time on the processor, so that others on the machine matter little. Where the collector, which takes
 * all and forgets it, is too slow, the turn waits.
 *
 * <p>{@code java -cp target/classes:$(cat target/classpath) src/test/bench/TraceCost.java}
 */
final class TraceCost {

    private static final int TURNS = 30;
    private static final int WARM = 15;
    private static final int TIMES = 20_000;

    /** So many at a time, with two spans each, have room in the queue. */
    private static final int AT_ONCE = 2_000;

    private static final String SENDER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final RequestSpan.End END = new RequestSpan.End("/pipeline", "rest", false, "1.1", 200, null);

    private static final Command<?> GET = DataCommands.families().stream()
            .flatMap(family -> family.rows().stream())
            .filter(row -> row.name().equals("GET"))
            .findAny()
            .orElseThrow();

    private TraceCost() {}

    private record Side(Tracing tracing, String traceparent) {}

    private record Sender(RequestSpan span) implements Origin {
        @Override
        public String get() {
            return "id";
        }

        @Override
        public Trace trace() {
            return span;
        }
    }

    public static void main(String[] arguments) throws Exception {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.setExecutor(Executors.newCachedThreadPool(work -> new Thread(work, "collector")));
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put("not sampled", new Side(tracing(endpoint, 0), null));
        sides.put("the sender says no", new Side(tracing(endpoint, 1), SENDER + "0"));
        sides.put("all", new Side(tracing(endpoint, 1), null));
        double[][][] nanos = new double[sides.size()][2][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            int side = 0;
            for (Side each : sides.values()) {
                long sent = sending();
                nanos[side][0][turn] = follow(each) / (double) TIMES;
                nanos[side++][1][turn] = (sending() - sent) / (double) TIMES;
            }
        }
        int side = 0;
        for (String name : sides.keySet()) {
            System.out.printf(
                    Locale.ROOT, "%-20s%8.0f ns, and to send it %8.0f ns%n", name, median(nanos[side][0]), median(nanos[side][1]));
            side++;
        }
        System.out.println(sides.get("all").tracing().outcomes());
        System.exit(0);
    }

    private static Tracing tracing(String endpoint, double ratio) {
        return new Tracing(
                new TracingSettings(endpoint, Map.of(), "larder", "1", ratio, 2 * AT_ONCE, Duration.ofSeconds(60)));
    }

    /** Nanoseconds of this thread. */
    private static long follow(Side side) throws InterruptedException {
        long all = 0;
        for (int from = 0; from < TIMES; from += AT_ONCE) {
            long begin = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < AT_ONCE; i++) {
                RequestSpan span = side.tracing.begin("POST", side.traceparent);
                Session session =
                        new Session(Door.INTERNAL, new Caller("owner", true), false).request(new Sender(span));
                side.tracing.ran(new Call<>(session, GET, new byte[2][3]), Reply.NIL, 1_000);
                if (span != null) {
                    span.end(END);
                }
            }
            all += THREADS.getCurrentThreadCpuTime() - begin;
            while (side.tracing.unsent() > 0) {
                Thread.sleep(5);
            }
        }
        return all;
    }

    /** Nanoseconds of all threads that make batches and send them; the compiler's are not among them. */
    private static long sending() {
        long all = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null
                    && (thread.getThreadName().startsWith("BatchSpanProcessor")
                            || thread.getThreadName().startsWith("jdkhttp-")
                            || thread.getThreadName().startsWith("HttpClient-"))) {
                all += THREADS.getThreadCpuTime(thread.getThreadId());
            }
        }
        return all;
    }

    private static double median(double[] turns) {
        double[] counted = Arrays.copyOfRange(turns, WARM, TURNS);
        Arrays.sort(counted);
        return counted[counted.length / 2];
    }
}
