package io.larder.pubsub;

import io.larder.command.Family;
import java.util.List;

/** All commands on channels. */
public final class ChannelFamilies {

    private ChannelFamilies() {}

    /** The families, a line for each file. */
    public static List<Family<?>> of(ChannelRegistry channels, MonitorCommands monitor) {
        return List.of(
                new PublishCommands(channels).family(),
                new SubscribeCommands(channels).family(),
                new PubsubCommands(channels).family(),
                new ChannelCommands(channels).family(),
                monitor.family());
    }
}
