package io.larder.door.codec;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that is too long for an event loop. A worker thread that waits for more keeps the last that it was given, and
 * what came of it, until it gets something else; so neither stays in what it is given here: they may be megabytes.
 */
public final class Worker<T> implements Callable<@Nullable Void> {

    /** Is told what came of the work: the result, or what was thrown. */
    public interface Done<T> {

        /** Either is null. */
        void accept(@Nullable T result, @Nullable Throwable failure);
    }

    private final Context context;
    private @Nullable Callable<? extends T> work;
    private @Nullable Done<T> done;

    private Worker(Context context, Callable<? extends T> work, Done<T> done) {
        this.context = context;
        this.work = work;
        this.done = done;
    }

    /** Has work done on a worker, and tells {@code done} where this was called. */
    public static <T> void run(Vertx vertx, Callable<? extends T> work, Done<T> done) {
        Worker<T> worker = new Worker<>(vertx.getOrCreateContext(), work, done);
        vertx.executeBlocking(worker, false).onFailure(refused -> worker.tell(null, refused));
    }

    /** Has work done on a worker that comes to nothing, and tells {@code failed} if it has failed. */
    public static void run(Vertx vertx, Runnable work, Consumer<Throwable> failed) {
        Callable<Boolean> all = () -> {
            work.run();
            return true;
        };
        run(vertx, all, (done, failure) -> {
            if (failure != null) {
                failed.accept(failure);
            }
        });
    }

    @Override
    public @Nullable Void call() {
        Callable<? extends T> own = work;
        work = null;
        if (own != null) {
            T result = null;
            Throwable failure = null;
            try {
                result = own.call();
            } catch (Exception | Error e) {
                failure = e;
            }
            tell(result, failure);
        }
        return null;
    }

    private void tell(@Nullable T result, @Nullable Throwable failure) {
        Done<T> own = done;
        done = null;
        if (own != null) {
            context.runOnContext(now -> own.accept(result, failure));
        }
    }
}
