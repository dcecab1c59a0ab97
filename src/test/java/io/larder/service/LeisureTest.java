package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeisureTest {

    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    private final Leisure leisure = new Leisure();
    private final List<String> done = new ArrayList<>();

    @Test
    void workHasItsTurnWhenTheTimeIsOver() throws InterruptedException {
        leisure.add(() -> done.add("first"));
        leisure.add(() -> done.add("second"));
        long before = System.nanoTime();
        assertTrue(leisure.run(50));
        assertEquals(List.of("first", "second"), done);
        assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void whoWantsItDoesNotWait() throws InterruptedException {
        leisure.add(() -> done.add("work"));
        leisure.end();
        assertTrue(leisure.run(HOUR));
        assertEquals(List.of("work"), done);
    }

    @Test
    void aServiceThatStopsDoesNotBegin() throws InterruptedException {
        leisure.add(() -> done.add("work"));
        leisure.stop();
        assertFalse(leisure.run(HOUR));
        assertEquals(List.of(), done);
    }
}
