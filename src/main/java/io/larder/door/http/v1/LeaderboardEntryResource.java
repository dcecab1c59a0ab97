package io.larder.door.http.v1;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
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

/** One member's entry on a leaderboard. */
@Path("/v1/leaderboards/{name}/entries/{id}")
@Produces(MediaTypes.JSON)
@Tag(name = "Leaderboards")
public class LeaderboardEntryResource implements Resource {

    static final String ID = "The member, percent-encoded.";

    private static final String BOARD = LeaderboardResource.BOARD;
    private static final String RANKED = "ZADD scores 120 ann 90 bob";
    private static final String SUBMITTED = "LEADERBOARD DEFINE scores {}\nLEADERBOARD SUBMIT scores ann 120";

    private final Requests requests;

    LeaderboardEntryResource(Requests requests) {
        this.requests = requests;
    }

    /** The entry. */
    @GET
    @Operation(
            summary = "Get a member's entry",
            description = "`beats` is the percentage of the other entries that have a worse score.",
            extensions = @Extension(name = "x-given", value = RANKED))
    @APIResponse(
            responseCode = "200",
            description = "The entry",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1,\"metadata\":null,"
                                    + "\"updated_at\":null,\"beats\":100,\"total\":2,\"season\":null,\"seq\":0}"))
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = ID, example = "ann") @PathParam("id") @Encoded String id,
            @Parameter(description = LeaderboardResource.SEASON) @QueryParam("season") @Nullable String season,
            @Parameter(description = LeaderboardListResource.ORDER) @QueryParam("order") @Nullable String order,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Words words = Words.begin(BOARD, "GET", Segment.decode(name), Segment.decode(id), "FULL");
            LeaderboardListResource.which(words, season, order);
            return Result.json(BoardJson.of(calls.call(words.end()), Encoding.of(encoding)));
        });
    }

    /** The entries around it. */
    @GET
    @Path("/around")
    @Operation(
            summary = "Get the entries around a member",
            description = "As many as `limit` says, or all there are: half of the others above, the rest below, and"
                    + " where one side has too few the other has more.",
            extensions = @Extension(name = "x-given", value = RANKED))
    @APIResponse(
            responseCode = "200",
            description = "The entries",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"entries\":[{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1,"
                                    + "\"metadata\":null,\"updated_at\":null}],\"total\":2,\"season\":null,\"seq\":0}"))
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> around(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = ID, example = "ann") @PathParam("id") @Encoded String id,
            @Parameter(description = "How many, 5 where it is left out.", example = "1") @QueryParam("limit") @Nullable
                    String limit,
            @Parameter(description = "`last`: the last entries where the member has none, instead of 404.")
                    @QueryParam("missing")
                    @Nullable
                    String missing,
            @Parameter(description = LeaderboardResource.SEASON) @QueryParam("season") @Nullable String season,
            @Parameter(description = LeaderboardListResource.ORDER) @QueryParam("order") @Nullable String order,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Words words = Words.begin(BOARD, "AROUND", Segment.decode(name), Segment.decode(id), "FULL");
            if (limit != null) {
                words.and("LIMIT", limit);
            }
            if (missing != null) {
                if (!missing.equals("last")) {
                    throw Refusal.badRequest("missing can only be last");
                }
                words.and("ORLAST");
            }
            LeaderboardListResource.which(words, season, order);
            return Result.json(BoardJson.of(calls.call(words.end()), Encoding.of(encoding)));
        });
    }

    /** Replaces its metadata. */
    @PATCH
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Replace an entry's metadata",
            description = "Null takes it out. Nothing else can be changed here.",
            extensions = @Extension(name = "x-given", value = SUBMITTED))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"metadata\":{\"lap\":3}}"))
    @APIResponse(responseCode = "204", description = "It is stored.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> patch(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = ID, example = "ann") @PathParam("id") @Encoded String id) {
        return requests.answer(context, (calls, body) -> {
            JsonNode json = BoardJson.body(body);
            if (json.size() != 1 || !json.has("metadata")) {
                throw Refusal.badRequest("the body must be {\"metadata\":…}");
            }
            byte[] metadata = BoardJson.metadata(json);
            calls.call(Words.of(
                    BOARD, "METADATA", Segment.decode(name), Segment.decode(id), metadata == null ? "null" : metadata));
            return Result.status(204);
        });
    }

    /** Takes it out. */
    @DELETE
    @Operation(
            summary = "Remove an entry",
            description = "From the present season; also where there is none.",
            extensions = @Extension(name = "x-given", value = SUBMITTED))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = ID, example = "ann") @PathParam("id") @Encoded String id) {
        return requests.answer(context, calls -> {
            calls.call(BOARD, "REMOVE", Segment.decode(name), Segment.decode(id));
            return Result.status(204);
        });
    }

    /** Hides it. */
    @POST
    @Path("/hide")
    @Operation(
            summary = "Hide an entry",
            description = "It is kept and not ranked; the member itself still sees itself at its place.",
            extensions = @Extension(name = "x-given", value = SUBMITTED))
    @APIResponse(responseCode = "204", description = "It is hidden.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> hide(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = ID, example = "ann") @PathParam("id") @Encoded String id) {
        return changed(context, "HIDE", name, id);
    }

    /** Shows it again. */
    @POST
    @Path("/unhide")
    @Operation(
            summary = "Show a hidden entry again",
            description = "At the place that it had.",
            extensions = @Extension(name = "x-given", value = SUBMITTED))
    @APIResponse(responseCode = "204", description = "It is ranked.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> unhide(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = ID, example = "ann") @PathParam("id") @Encoded String id) {
        return changed(context, "UNHIDE", name, id);
    }

    private Uni<Response> changed(RoutingContext context, String command, String name, String id) {
        return requests.answer(context, calls -> {
            calls.call(BOARD, command, Segment.decode(name), Segment.decode(id));
            return Result.status(204);
        });
    }
}
