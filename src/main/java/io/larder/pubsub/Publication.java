package io.larder.pubsub;

import io.larder.command.Forms;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a channel. It is the same for all who get it, so what a door makes of it is made once.
 *
 * @param channel where it was published
 * @param data what was published, not to be changed
 * @param offset its place in the channel's stream, 1 for the first; 0 where the channel keeps no history
 * @param epoch the life of the stream that the offset counts in; empty where there is no history
 * @param publisher who published it, where that was a client whose identity subscribers may see
 * @param tags what the publisher has put beside the data
 * @param time when, in milliseconds since 1970
 * @param forms what doors have made of it
 */
public record Publication(
        byte[] channel,
        byte[] data,
        long offset,
        String epoch,
        @Nullable ClientInfo publisher,
        Map<String, String> tags,
        long time,
        Forms forms) {}
