package io.larder.contract;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real Redis tells: that the cases are right. */
@Tag("real-parts")
class NotificationsOracleTest extends NotificationRun {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @Override
    Subject subject() {
        return REDIS;
    }
}
