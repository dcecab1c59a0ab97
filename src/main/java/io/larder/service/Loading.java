package io.larder.service;

import io.larder.engine.chronicle.EmbeddedEngine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Loads the store's code on one processor while all else starts on another: the store itself is opened only when every
 * setting has been found good, and would load it then.
 */
@Singleton
final class Loading {

    private final Thread thread = new Thread(EmbeddedEngine::load, "larder-loading");

    /** As early as there are beans, and before there are settings. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object event) {
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until it is loaded. */
    void await() throws InterruptedException {
        thread.join();
    }
}
