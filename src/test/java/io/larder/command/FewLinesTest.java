package io.larder.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FewLinesTest {

    private long now = Long.MAX_VALUE - 1;

    @Test
    void aFloodIsCountedAndNotWritten() {
        List<Long> leftOut = new ArrayList<>();
        FewLines lines = new FewLines(() -> now, leftOut::add);
        int room = 0;
        for (int i = 0; i < 350; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            room += lines.room() ? 1 : 0;
        }
        assertEquals(100, room);
        assertEquals(List.of(), leftOut);
        now += TimeUnit.SECONDS.toNanos(1);
        assertTrue(lines.room());
        assertEquals(List.of(250L), leftOut);
        assertTrue(lines.room());
        assertEquals(List.of(250L), leftOut);
    }
}
