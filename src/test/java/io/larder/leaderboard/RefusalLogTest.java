package io.larder.leaderboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    /** Keeps what is logged. */
    private static final class Kept implements System.Logger {
        private final List<String> lines = new ArrayList<>();

        @Override
        public String getName() {
            return "kept";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            lines.add(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            lines.add(parameters == null ? format : MessageFormat.format(format, parameters));
        }
    }

    @Test
    void aFloodOfRefusalsIsCountedAndNotWritten() {
        Kept kept = new Kept();
        RefusalLog log = new RefusalLog(kept);
        for (int i = 0; i < 350; i++) {
            int number = i;
            log.add(5_000 + i, () -> "refused " + number);
        }
        assertEquals(100, kept.lines.size());
        log.add(6_000, () -> "one more");
        assertEquals(List.of("250 more scores were refused within a second", "one more"), kept.lines.subList(100, 102));
        log.add(6_001, () -> "and another");
        assertEquals(103, kept.lines.size());
    }
}
