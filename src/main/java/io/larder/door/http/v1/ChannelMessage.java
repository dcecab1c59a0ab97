package io.larder.door.http.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import io.larder.door.codec.JsonFields;
import io.larder.pubsub.ClientInfo;
import io.larder.pubsub.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message of a channel's history.
 *
 * @param offset its place in the stream
 * @param time when it was published, in ISO 8601
 * @param data what was published: the value where that is JSON, else text
 * @param from who published it, where that was a client; null else
 * @param tags what stands beside the data; null where nothing does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Message")
public record ChannelMessage(
        @Schema(description = "Its place in the stream.") long offset,

        @Schema(format = "date-time", description = "When it was published.")
        String time,

        @Schema(description = "What was published: the value where that is JSON, else text.")
        Object data,

        @Schema(nullable = true, description = "Who published it, where that was a client with a user.") @Nullable
        Publisher from,

        @Schema(nullable = true, description = "What stands beside the data.") @Nullable
        Map<String, String> tags) {

    /**
     * A client on a channel.
     *
     * @param user the user; empty where there is none
     * @param client the connection's id
     * @param connectionInfo what its connection's token says of it, or null
     * @param channelInfo what its subscription's token says of it, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Publisher(
            @Schema(description = "The user; empty where there is none.")
            String user,

            @Schema(description = "The connection's id.") String client,

            @Schema(nullable = true, description = "What the connection's token says of it.") @Nullable
            Object connectionInfo,

            @Schema(nullable = true, description = "What the subscription's token says of it.") @Nullable
            Object channelInfo) {

        static Publisher of(ClientInfo who) {
            return new Publisher(who.user(), who.client(), raw(who.connectionInfo()), raw(who.channelInfo()));
        }

        static @Nullable Object raw(@Nullable String json) {
            return json == null ? null : new RawValue(json);
        }
    }

    static ChannelMessage of(Publication message) {
        ClientInfo from = message.publisher();
        return new ChannelMessage(
                message.offset(),
                Instant.ofEpochMilli(message.time()).toString(),
                data(message.data()),
                from == null ? null : Publisher.of(from),
                message.tags().isEmpty() ? null : message.tags());
    }

    private static Object data(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        return JsonFields.isJson(data) ? new RawValue(text) : text;
    }
}
