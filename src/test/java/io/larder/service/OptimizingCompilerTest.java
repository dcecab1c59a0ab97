package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OptimizingCompilerTest {

    private static final Path THREADS = Path.of("/proc/self/task");

    @Test
    void givesWayAndGoesOnWhereItMay() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(THREADS), "Linux alone has priorities of threads");
        assertEquals(Set.of(0), priorities());
        OptimizingCompiler.giveWay();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!priorities().equals(Set.of(OptimizingCompiler.GIVING_WAY))) {
            assertTrue(System.nanoTime() < deadline, () -> "They are " + priorities());
            Thread.sleep(10);
        }
        OptimizingCompiler.proceed();
        assertTrue(priorities().equals(Set.of(0)) || !maySetPriorities(), () -> "They are " + priorities());
    }

    /** The nice values of the threads of C2, see proc_pid_stat(5). */
    private static Set<Integer> priorities() {
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.map(OptimizingCompilerTest::stat)
                    .filter(stat -> stat.contains("(C2 "))
                    .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16])
                    .map(Integer::valueOf)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }

    /** CAP_SYS_NICE, see capabilities(7). */
    private static boolean maySetPriorities() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(effective.split("\\s+")[1], 16) >> 23 & 1) == 1;
    }
}
