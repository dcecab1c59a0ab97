package io.larder.service;

import io.larder.engine.chronicle.EmbeddedEngine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Loads the store's code on one processor while all else starts on another: the store itself is opened only when every
 * setting has been found good, and would load it then.
 */
@Singleton
final class Loading {

    private final FutureTask<?> work = new FutureTask<>(EmbeddedEngine::load, null);

    /** As early as there are beans, and before there are settings. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object event) {
        Thread thread = new Thread(work, "larder-loading");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until it is loaded. Nobody does where a setting is refused, and the process ends meanwhile: then it may
     * fail, and nobody is told.
     *
     * @throws IllegalStateException if it cannot be loaded
     */
    void await() throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The code of the store cannot be loaded", e.getCause());
        }
    }
}
