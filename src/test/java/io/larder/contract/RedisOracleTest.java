package io.larder.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts on a real Redis: that what they say is what Redis does. */
class RedisOracleTest extends ContractRun {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @Override
    Subject subject() {
        return REDIS;
    }
}
