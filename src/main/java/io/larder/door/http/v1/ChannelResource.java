package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.door.http.EventStream;
import io.larder.pubsub.History;
import io.larder.pubsub.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** One channel: publishing to it, what it has kept, its messages as they come, who is on it. */
@Path("/v1/channels/{channel}")
@Tag(name = "Channels")
public class ChannelResource implements Resource {

    private static final String CHANNEL = "The channel's name, percent-encoded.";

    private final Requests requests;
    private final ChannelEvents events;

    ChannelResource(Requests requests, ChannelEvents events) {
        this.requests = requests;
        this.events = events;
    }

    /** Publishes. */
    @POST
    @Operation(
            summary = "Publish a message",
            description = "The body is the message, as it is. With a header `Idempotency-Key` a repetition within five"
                    + " minutes is answered like the first one, but not sent again.",
            extensions = @Extension(name = "x-varies", value = "epoch"))
    @RequestBody(
            description = "The message",
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "hello"))
    @APIResponse(
            responseCode = "200",
            description = "Its place in the stream, and how many listen.",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Published.class),
                            example = "{\"offset\":1,\"epoch\":\"kNvTSvyS\",\"receivers\":0}"))
    public Uni<Response> publish(
            @Context RoutingContext context,
            @Parameter(description = CHANNEL, example = "chat:1") @PathParam("channel") @Encoded String channel) {
        HttpServerRequest request = context.request();
        return requests.answer(context, (calls, body) -> {
            StoredBody.check(request.headers());
            Words words = Words.begin("CHANNEL", "PUBLISH", Segment.decode(channel), body);
            String id = request.getHeader("Idempotency-Key");
            if (id != null) {
                words.and("ID", id);
            }
            List<Reply> pairs = Replies.items(calls.call(words.end()));
            return Result.json(new Published(
                    Replies.whole(pairs.get(1)), Replies.text(pairs.get(3)), Replies.whole(pairs.get(5))));
        });
    }

    /** What it has kept, or, for who asks for events, its messages from here on. */
    @GET
    @Operation(
            summary = "Get the messages that a channel has kept, or follow it",
            description =
                    "With `Accept: text/event-stream` the answer goes on: first come the messages behind `since`, or"
                            + " behind the header `Last-Event-ID`, then those that are published. Where messages are"
                            + " kept each event has an id, `epoch:offset`, with which a browser's `EventSource` comes"
                            + " back by itself. An event `lost` says that messages are missing which cannot be had.",
            extensions = {
                @Extension(name = "x-given", value = "CHANNEL PUBLISH chat:1 {\"text\":\"hello\"}"),
                @Extension(name = "x-varies", value = "epoch,messages")
            })
    @APIResponse(
            responseCode = "200",
            description = "Where the stream is, and messages of it",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Kept.class),
                            example = "{\"epoch\":\"kNvTSvyS\",\"offset\":1,\"messages\":[{\"offset\":1,"
                                    + "\"time\":\"2026-11-26T12:00:00Z\",\"data\":{\"text\":\"hello\"}}]}"))
    @APIResponse(responseCode = "404", description = "The channel keeps no messages.", ref = "NotThere")
    @APIResponse(responseCode = "410", description = "The stream is of another epoch by now.", ref = "Problem")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = CHANNEL, example = "chat:1") @PathParam("channel") @Encoded String channel,
            @Parameter(
                            description = "The offset to begin behind; left out, the oldest message that is kept.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("since")
                    @Nullable
                    String since,
            @Parameter(description = "The epoch that `since` is of; left out, any.") @QueryParam("epoch") @Nullable
                    String epoch,
            @Parameter(
                            description = "How many messages at most; 1,000 at most.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(
                            description = "`true`: from newer to older, beginning before `since`.",
                            schema = @Schema(type = SchemaType.BOOLEAN))
                    @QueryParam("reverse")
                    @Nullable
                    String reverse) {
        Session session = Requests.session(context);
        if (EventStream.wanted(context.request().headers()) && session != null) {
            return follow(context, session, channel, since, epoch);
        }
        return requests.answer(context, calls -> {
            byte[] name = Segment.decode(channel);
            Words words = Words.begin("CHANNEL", "HISTORY", name);
            option(words, "SINCE", since);
            option(words, "EPOCH", epoch);
            option(words, "LIMIT", limit);
            if ("true".equals(reverse)) {
                words.and("REVERSE");
            }
            History history = History.of(name, calls.call(words.end()));
            return Result.json(new Kept(
                    history.position().epoch(),
                    history.position().offset(),
                    history.messages().stream().map(ChannelMessage::of).toList()));
        });
    }

    private static void option(Words words, String name, @Nullable String value) {
        if (value != null) {
            words.and(name, value);
        }
    }

    /** JAX-RS, to which this never ends, lets go when the connection does. */
    private Uni<Response> follow(
            RoutingContext context, Session session, String channel, @Nullable String since, @Nullable String epoch) {
        HttpServerRequest request = context.request();
        String last = request.getHeader("Last-Event-ID");
        Position position = null;
        if (last != null) {
            position = ChannelEvents.position(last);
        } else if (since != null) {
            position = ChannelEvents.position((epoch == null ? "" : epoch) + ':' + since);
        }
        Position from = position;
        byte[] name = Segment.decode(channel);
        // Begun when JAX-RS has stepped aside: it may be refused at once.
        return Uni.createFrom()
                .emitter(never -> context.vertx().runOnContext(later -> events.open(request, session, name, from)));
    }

    /** Who is on it. */
    @GET
    @Path("/presence")
    @Operation(
            summary = "Get who is on a channel",
            description = "The clients that listen with a user of theirs, where it is set that this is kept.")
    @APIResponse(
            responseCode = "200",
            description = "The clients by the ids of their connections",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            additionalProperties = ChannelMessage.Publisher.class),
                            example = "{}"))
    @APIResponse(responseCode = "404", description = "It is not kept who is on the channel.", ref = "NotThere")
    public Uni<Response> presence(
            @Context RoutingContext context,
            @Parameter(description = CHANNEL, example = "chat:1") @PathParam("channel") @Encoded String channel) {
        return requests.answer(context, calls -> {
            List<Reply> pairs = Replies.items(calls.call("CHANNEL", "PRESENCE", Segment.decode(channel)));
            Map<String, ChannelMessage.Publisher> present = new LinkedHashMap<>();
            for (int i = 0; i < pairs.size(); i += 2) {
                List<Reply> who = Replies.items(pairs.get(i + 1));
                String client = text(pairs.get(i));
                present.put(
                        client,
                        new ChannelMessage.Publisher(text(who.get(0)), client, raw(who.get(1)), raw(who.get(2))));
            }
            return Result.json(present);
        });
    }

    private static String text(Reply reply) {
        return new String(Replies.bytes(reply), StandardCharsets.UTF_8);
    }

    private static @Nullable Object raw(Reply reply) {
        return reply instanceof Reply.Nil ? null : ChannelMessage.Publisher.raw(text(reply));
    }

    /**
     * What became of a message.
     *
     * @param offset its place in the stream; 0 where messages are not kept
     * @param epoch the life of the stream; empty where messages are not kept
     * @param receivers how many it was sent to; 0 where it was sent before
     */
    public record Published(
            @Schema(description = "Its place in the stream; 0 where messages are not kept.")
            long offset,

            @Schema(description = "The life of the stream; empty where messages are not kept.")
            String epoch,

            @Schema(description = "How many it was sent to; none where it was sent before.")
            long receivers) {}

    /**
     * What a channel has kept.
     *
     * @param epoch the life of the stream; empty where nothing was published
     * @param offset the last message's place
     * @param messages the messages that were asked for
     */
    public record Kept(
            @Schema(description = "The life of the stream; empty where nothing was published.")
            String epoch,

            @Schema(description = "The last message's place.")
            long offset,

            @Schema(description = "The messages that were asked for.")
            List<ChannelMessage> messages) {}
}
