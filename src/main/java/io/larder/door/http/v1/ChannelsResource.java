package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The channels that somebody listens to. */
@Path("/v1/channels")
@Tag(name = "Channels")
public class ChannelsResource implements Resource {

    private final Requests requests;

    ChannelsResource(Requests requests) {
        this.requests = requests;
    }

    /** All of them, or those whose names fit. */
    @GET
    @Operation(summary = "List the channels that somebody listens to")
    @APIResponse(
            responseCode = "200",
            description = "The channels, in the order of their names",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Active.class),
                            example = "[]"))
    public Uni<Response> list(
            @Context RoutingContext context,
            @Parameter(description = "A glob-style pattern that the names must fit.") @QueryParam("match") @Nullable
                    String match) {
        HttpServerRequest request = context.request();
        return requests.answer(context, calls -> {
            Words words = Words.begin("PUBSUB", "CHANNELS");
            byte[] pattern = Query.first(request, "match");
            if (pattern != null) {
                words.and(pattern);
            }
            Words counted = Words.begin("PUBSUB", "NUMSUB");
            Replies.items(calls.call(words.end())).forEach(name -> counted.and(Replies.bytes(name)));
            List<Reply> counts = Replies.items(calls.call(counted.end()));
            List<Active> active = new ArrayList<>();
            for (int i = 0; i < counts.size(); i += 2) {
                active.add(
                        new Active(Encoding.TEXT.text(Replies.bytes(counts.get(i))), Replies.whole(counts.get(i + 1))));
            }
            active.sort(Comparator.comparing(Active::channel));
            return Result.json(active);
        });
    }

    /**
     * A channel that somebody listens to.
     *
     * @param channel its name
     * @param subscribers how many listen to it, patterns aside
     */
    public record Active(
            @Schema(description = "Its name.") String channel,

            @Schema(description = "How many listen to it, patterns aside.")
            long subscribers) {}
}
