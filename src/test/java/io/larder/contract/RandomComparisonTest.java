package io.larder.contract;

/** Made-up commands on the in-heap twin: the types, apart from how an engine stores them. */
class RandomComparisonTest extends RandomComparison {

    private static final Subject TWIN = new DispatcherSubject<>(HeapEngine::new);

    @Override
    Subject subject() {
        return TWIN;
    }
}
