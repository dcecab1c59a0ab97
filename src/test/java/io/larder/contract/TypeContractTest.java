package io.larder.contract;

/** The types on the in-heap twin: what they do, apart from how an engine stores it. */
class TypeContractTest extends ContractRun {

    private static final Subject TWIN = new DispatcherSubject<>(HeapEngine::new);

    @Override
    Subject subject() {
        return TWIN;
    }
}
