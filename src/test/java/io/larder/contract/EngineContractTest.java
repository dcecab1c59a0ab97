package io.larder.contract;

/** The types on the embedded engine. */
class EngineContractTest extends ContractRun {

    private static final Subject EMBEDDED = new DispatcherSubject<>(EmbeddedEngines::fresh);

    @Override
    Subject subject() {
        return EMBEDDED;
    }
}
