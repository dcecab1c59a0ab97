package io.larder.monitoring;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Has spans sent in batches by a thread of its own, and counts what becomes of them. Of those that are not sent yet,
 * those under way among them, there are never more than a bound: one more is dropped, so that nobody waits for a slow
 * collector. The library's own bound drops as well, and tells nobody who has not its metrics too.
 */
final class BoundedSpans implements SpanProcessor {

    /** So many spans go together at most. */
    private static final int BATCH = 512;

    private static final Duration DELAY = Duration.ofSeconds(1);

    private final int most;
    private final AtomicInteger unsent = new AtomicInteger();
    private final LongAdder exported = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final BatchSpanProcessor batches;

    /**
     * Sends to {@code exporter}.
     *
     * @param most how many spans may be unsent
     * @param timeout how long a batch may take
     */
    BoundedSpans(SpanExporter exporter, int most, Duration timeout) {
        this.most = most;
        this.batches = BatchSpanProcessor.builder(new Counted(exporter))
                .setMaxQueueSize(most)
                .setMaxExportBatchSize(Math.min(BATCH, most))
                .setScheduleDelay(DELAY)
                .setExporterTimeout(timeout)
                .build();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // It counts when it ends.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (unsent.incrementAndGet() > most) {
            unsent.decrementAndGet();
            dropped.increment();
            return;
        }
        batches.onEnd(span);
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    /** Sends what waits, for so long at most, and no more from then on. */
    void close(long millis) {
        shutdown().join(millis, TimeUnit.MILLISECONDS);
    }

    /** How many spans had which outcome. */
    Map<String, Long> outcomes() {
        return new TreeMap<>(Map.of("exported", exported.sum(), "failed", failed.sum(), "dropped", dropped.sum()));
    }

    /** How many are not sent yet. */
    int unsent() {
        return unsent.get();
    }

    /** Counts what it is given before it gives it on. */
    private final class Counted implements SpanExporter {

        private final SpanExporter exporter;

        Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result;
            try {
                result = exporter.export(spans);
            } catch (RuntimeException e) {
                done(count, false);
                throw e;
            }
            result.whenComplete(() -> done(count, result.isSuccess()));
            return result;
        }

        private void done(int count, boolean arrived) {
            unsent.addAndGet(-count);
            (arrived ? exported : failed).add(count);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
