package io.larder.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    private static final Family<Session> FAMILY = new Family<>(Session.class, Group.SERVER);
    private static final Command<Session> SHORT = FAMILY.command("SHORT").runs((session, arguments) -> Reply.OK);
    private static final Command<Session> LENGTHY = FAMILY.command("LENGTHY").runs((session, arguments) -> Reply.OK);

    private static final Session SESSION = new Session(new Caller("test", true), false);

    private final Statistics statistics = new Statistics();

    private void ran(Command<Session> row, Reply reply, long nanos) {
        statistics.ran(new Call<>(SESSION, row, new byte[1][]), reply, nanos);
    }

    @Test
    void countsRunsFailuresAndTime() {
        for (int i = 1; i <= 100; i++) {
            ran(SHORT, i % 10 == 0 ? new Reply.Failure("ERR") : Reply.OK, i * 1000L);
        }
        ran(LENGTHY, Reply.OK, 5_000_000_000L);
        statistics.refused(SESSION, LENGTHY);
        List<Runs> runs = statistics.runs();
        assertEquals(List.of(LENGTHY, SHORT), runs.stream().map(Runs::row).toList());
        Runs brief = runs.get(1);
        assertEquals(100, brief.calls());
        assertEquals(10, brief.failed());
        assertEquals(0, brief.refused());
        assertEquals(5_050_000, brief.nanos());
        assertEquals(50, brief.percentile(50), 50 / 16.0);
        assertEquals(99, brief.percentile(99), 99 / 16.0);
        assertEquals(100, brief.percentile(99.9), 100 / 16.0);
        assertEquals(1, runs.get(0).refused());
        assertEquals(5_000_000, runs.get(0).percentile(50), 5_000_000 / 16.0);
    }

    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int j = 0; j < 10_000; j++) {
                    ran(SHORT, Reply.OK, 7);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(80_000, statistics.runs().get(0).calls());
        assertEquals(560_000, statistics.runs().get(0).nanos());
    }

    @Test
    void aRateIsThatOfTheLastSeconds() {
        long second = 1_000_000_000L;
        Rate rate = new Rate(0);
        assertEquals(1000, rate.at(second, 1000));
        assertEquals(1500, rate.at(2 * second, 3000));
        // The last two seconds only, from here on.
        assertEquals(2000, rate.at(3 * second, 5000));
        long soon = rate.at(3 * second + 1, 5000);
        assertTrue(soon <= 2000 && soon > 1900, "asked again at once: " + soon);
        assertEquals(0, rate.at(100 * second, 5000));
        assertEquals(10, rate.at(200 * second, 6000));
    }
}
