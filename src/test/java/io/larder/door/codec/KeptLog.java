package io.larder.door.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.MDC;

/** Keeps lines of the log, with the request's id that is a field of its own. */
public final class KeptLog extends Handler {

    private final List<String> lines = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();

    /** What the lines say. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The id of each line. */
    public synchronized List<String> fields() {
        return List.copyOf(fields);
    }

    @Override
    public synchronized void publish(LogRecord line) {
        lines.add(line.getMessage());
        fields.add(String.valueOf(MDC.get("requestId")));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
