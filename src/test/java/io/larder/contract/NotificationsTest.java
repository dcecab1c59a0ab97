package io.larder.contract;

/** What the in-heap twin tells. */
class NotificationsTest extends NotificationRun {

    private static final Subject SUBJECT = new DispatcherSubject<>(HeapEngine::new);

    @Override
    Subject subject() {
        return SUBJECT;
    }
}
