package io.larder.contract;

/** What the embedded engine tells. */
class EngineNotificationsTest extends NotificationRun {

    private static final Subject SUBJECT = new DispatcherSubject<>(EmbeddedEngines::fresh);

    @Override
    Subject subject() {
        return SUBJECT;
    }
}
