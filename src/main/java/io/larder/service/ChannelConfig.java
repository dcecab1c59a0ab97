package io.larder.service;

import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.ChannelSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the rules for channels of what is configured, and refuses what makes no sense before the service starts. */
final class ChannelConfig {

    private static final int MOST_MESSAGES = 100_000;
    private static final Duration LONGEST = Duration.ofDays(365);

    private ChannelConfig() {}

    /**
     * The rules.
     *
     * @throws ConfigurationException where a value is out of range or a pattern is there twice
     */
    static ChannelRules rules(Map<String, LarderConfig.Channel> configured) {
        List<ChannelRules.Rule> rules = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        configured.forEach((name, channel) -> {
            String before = names.put(channel.pattern(), name);
            if (before != null) {
                throw new ConfigurationException("Larder does not start: larder.channels." + before
                        + ".pattern and larder.channels." + name + ".pattern are both " + channel.pattern());
            }
            rules.add(new ChannelRules.Rule(channel.pattern(), settings("larder.channels." + name, channel)));
        });
        return new ChannelRules(rules);
    }

    private static ChannelSettings settings(String name, LarderConfig.Channel channel) {
        if (channel.pattern().isEmpty()) {
            throw new ConfigurationException("Larder does not start: " + name + ".pattern is empty");
        }
        int size = channel.historySize();
        if (size < 0 || size > MOST_MESSAGES) {
            throw new ConfigurationException(
                    "Larder does not start: " + name + ".history-size must be 0 to " + MOST_MESSAGES + ", not " + size);
        }
        Duration age = channel.historyAge();
        if (age.toMillis() < 1 || age.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(
                    "Larder does not start: " + name + ".history-age must be 1 ms to 365 days, not " + age);
        }
        return new ChannelSettings(
                size,
                age.toMillis(),
                channel.recovery(),
                channel.presence(),
                channel.joinLeave(),
                channel.publish(),
                channel.closed());
    }
}
