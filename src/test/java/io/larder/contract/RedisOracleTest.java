package io.larder.contract;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts on a real Redis: that what they say is what Redis does. */
@Tag("real-parts")
class RedisOracleTest extends ContractRun {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @Override
    Subject subject() {
        return REDIS;
    }
}
