package io.larder.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of several patterns counts: each rule is told by how many messages it keeps. */
class ChannelRulesTest {

    private static int kept(String channel, String... patterns) {
        List<ChannelRules.Rule> rules = Arrays.stream(patterns)
                .map(pattern -> new ChannelRules.Rule(
                        pattern,
                        new ChannelSettings(
                                Arrays.asList(patterns).indexOf(pattern) + 1,
                                1,
                                ChannelSettings.Recovery.STREAM,
                                false,
                                false,
                                false)))
                .toList();
        return new ChannelRules(rules).of(channel.getBytes(UTF_8)).historySize();
    }

    @Test
    void theMostSpecificPatternCounts() {
        assertEquals(2, kept("chat:1", "*", "chat:*"));
        assertEquals(1, kept("news", "*", "chat:*"));
        assertEquals(0, kept("news", "chat:*"));
        assertEquals(3, kept("chat:vip:1", "*", "chat:*", "chat:vip:*"));
        assertEquals(2, kept("chat:1", "chat:*", "chat:1"));
        assertEquals(2, kept("chat:1", "chat:*", "chat:?"));
        assertEquals(2, kept("chat:1", "c*t:*", "chat:*"));
        assertEquals(1, kept("chat:1", "chat:[0-9]", "chat:*"));
        assertEquals(2, kept("a*", "a*", "a\\*"));
    }
}
