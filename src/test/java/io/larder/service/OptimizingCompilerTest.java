package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, with one thread of each compiler: what is lowered may have to stay so. */
class OptimizingCompilerTest {

    private static final Path THREADS = Path.of("/proc/self/task");

    @Test
    void givesWayAndIsAsItWasWhereThatIsAllowed() throws Exception {
        assertGivesWay(0, List.of());
    }

    @Test
    void doesAsItIsToldByOptions() throws Exception {
        assumeTrue(Files.isDirectory(THREADS), "Linux alone has priorities of threads");
        String usual = Integer.toString(Compiling.nice());
        assertEquals(List.of(usual, usual, usual), told(List.of(), 2, "-XX:Tier4InvocationThreshold=50000"));
    }

    @Test
    void keepsTheNiceValueThatItsUserWants() throws Exception {
        assertGivesWay(7, List.of("nice", "-n", "7"));
    }

    private static void assertGivesWay(int more, List<String> begin) throws Exception {
        assumeTrue(Files.isDirectory(THREADS), "Linux alone has priorities of threads");
        int usual = Math.min(19, Compiling.nice() + more);
        int lowered = Math.min(19, usual + OptimizingCompiler.GIVING_WAY);
        List<String> values = told(begin, 30);
        assertEquals(3, values.size(), values::toString);
        assertEquals(
                List.of(usual, lowered),
                values.stream().limit(2).map(Integer::valueOf).toList(),
                values::toString);
        assertTrue(
                values.get(2).equals(Integer.toString(usual))
                        || values.get(2).equals(Integer.toString(lowered)) && !maySetPriorities(),
                values::toString);
    }

    /** The nice value of C2 at first, when it gives way or so many seconds are over, and afterwards. */
    private static List<String> told(List<String> begin, int seconds, String... options) throws IOException {
        List<String> command = new ArrayList<>(begin);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-XX:CICompilerCount=2",
                "-cp",
                System.getProperty("java.class.path"),
                Compiling.class.getName(),
                Integer.toString(seconds)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** CAP_SYS_NICE, and not in a user namespace, where it does not count. See capabilities(7). */
    private static boolean maySetPriorities() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        boolean capable = (Long.parseUnsignedLong(effective.split("\\s+")[1], 16) >> 23 & 1) == 1;
        boolean outermost =
                Files.readString(Path.of("/proc/self/uid_map")).strip().matches("0 +0 +4294967295");
        return capable && outermost;
    }

    static final class Compiling {

        private Compiling() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            int usual = nice();
            out.println(usual);
            OptimizingCompiler.giveWay();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[0]));
            while (nice() == usual && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            out.println(nice());
            OptimizingCompiler.proceed();
            out.println(nice());
        }

        static int nice() throws IOException {
            try (Stream<Path> threads = Files.list(THREADS)) {
                for (Path thread : threads.toList()) {
                    String stat = Files.readString(thread.resolve("stat"));
                    if (stat.contains("(C2 ")) {
                        return Integer.parseInt(
                                stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
                    }
                }
            }
            throw new IOException("There is no C2");
        }
    }
}
