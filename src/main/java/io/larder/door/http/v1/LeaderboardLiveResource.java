package io.larder.door.http.v1;

import io.larder.command.Session;
import io.larder.door.http.EventStream;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A leaderboard that is watched, for those who have no WebSocket. */
@Path("/v1/leaderboards/{name}/live")
@Tag(name = "Leaderboards")
public class LeaderboardLiveResource implements Resource {

    private final LeaderboardEvents events;

    LeaderboardLiveResource(LeaderboardEvents events) {
        this.events = events;
    }

    /** What a view shows, or, for who asks for events, what changes in it. */
    @GET
    @Operation(
            summary = "Get what a view of a leaderboard shows, or follow it",
            description =
                    "With `Accept: text/event-stream` the answer goes on: first a snapshot, then what changes, each an"
                            + " event whose data is a frame as over WebSocket. Its id is `epoch:seq`, with which a"
                            + " browser's `EventSource` comes back by itself; so does whoever sends `Last-Event-ID`, or"
                            + " `since` and `epoch`, and gets what was missed, or a new snapshot. A request to become a"
                            + " WebSocket is answered with one. The name may be that of a plain sorted set, and need"
                            + " not be there yet.",
            extensions = {
                @Extension(name = "x-given", value = "ZADD scores 120 ann"),
                @Extension(name = "x-varies", value = "epoch")
            })
    @Parameter(
            name = "Last-Event-ID",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "The id of the last event that the reader has.")
    @APIResponse(
            responseCode = "200",
            description = "A snapshot, or events",
            content = {
                @Content(
                        mediaType = MediaTypes.JSON,
                        schema = @Schema(type = SchemaType.OBJECT),
                        example = "{\"type\":\"snapshot\",\"board\":\"scores\",\"epoch\":\"kNvTSvyS\",\"seq\":1,"
                                + "\"total\":1,\"entries\":[{\"id\":\"ann\",\"score\":120,\"rank\":1,"
                                + "\"position\":1}]}"),
                @Content(mediaType = "text/event-stream", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "503", description = "A bound on watchers or streams is reached.", ref = "Problem")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(
                            description = "How many of the first; ten where nothing is asked for.",
                            schema = @Schema(type = SchemaType.INTEGER),
                            example = "3")
                    @QueryParam("top")
                    @Nullable
                    String top,
            @Parameter(description = "In place of `top`: a member, with those before and behind it.")
                    @QueryParam("around")
                    @Nullable
                    String around,
            @Parameter(
                            description = "How many around the member, itself among them; five where it is left out.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("size")
                    @Nullable
                    String size,
            @Parameter(description = "In place of `top`: members, parted by commas.") @QueryParam("members") @Nullable
                    String members,
            @Parameter(description = "`asc` or `desc`: which score of a plain sorted set is first.")
                    @QueryParam("order")
                    @Nullable
                    String order,
            @Parameter(
                            description = "The number of the last frame that the reader has.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("since")
                    @Nullable
                    String since,
            @Parameter(description = "The epoch that `since` is of.") @QueryParam("epoch") @Nullable String epoch) {
        HttpServerRequest request = context.request();
        Session session = Requests.session(context);
        if (session == null) {
            return Uni.createFrom().item(Requests.response(Problem.of(404, "no such path", null)));
        }
        byte[] board = Segment.decode(name);
        if (request.method() == HttpMethod.GET && EventStream.wanted(request.headers())) {
            // Begun when JAX-RS has stepped aside: it may be refused at once.
            return Uni.createFrom()
                    .emitter(never -> context.vertx().runOnContext(later -> events.follow(request, session, board)));
        }
        return Uni.createFrom()
                .emitter(emitter -> events.show(
                        request,
                        session,
                        board,
                        frame -> emitter.complete(Requests.response(frame)),
                        problem -> emitter.complete(Requests.response(problem))));
    }
}
