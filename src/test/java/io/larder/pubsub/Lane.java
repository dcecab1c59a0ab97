package io.larder.pubsub;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A lane with a thread of its own. */
final class Lane implements Executor, AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Waits until all that was given has run. */
    void settle() {
        try {
            thread.submit(() -> {}).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
