package io.larder.contract;

/** Made-up commands on the embedded engine. */
class EngineRandomComparisonTest extends RandomComparison {

    private static final Subject EMBEDDED = new DispatcherSubject<>(EmbeddedEngines::fresh);

    @Override
    Subject subject() {
        return EMBEDDED;
    }
}
