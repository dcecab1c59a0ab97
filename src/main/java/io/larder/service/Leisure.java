package io.larder.service;

import io.larder.door.http.AfterStart;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What can wait until the first requests have been carried out: they would share the processors with it. */
@Singleton
final class Leisure implements AfterStart {

    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean stopping;

    @Override
    public void add(Runnable one) {
        work.add(one);
    }

    /** Somebody wants something of it: there is no more waiting. */
    void end() {
        over.countDown();
    }

    /** The service stops: what has not begun is left out. */
    void stop() {
        stopping = true;
        end();
    }

    /**
     * Does it all, after so many milliseconds or when somebody wants it.
     *
     * @return whether it was done
     */
    boolean run(long millis) throws InterruptedException {
        if (over.await(millis, TimeUnit.MILLISECONDS) && stopping) {
            return false;
        }
        work.forEach(Runnable::run);
        return true;
    }
}
