package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A set as a JSON array. */
@Path("/v1/sets/{key}")
@Produces(MediaTypes.JSON)
@Tag(name = "Sets")
public class SetResource implements Resource {

    private static final String TYPE = "set";

    private final Requests requests;

    SetResource(Requests requests) {
        this.requests = requests;
    }

    /** Its members. */
    @GET
    @Operation(summary = "Get a set", extensions = @Extension(name = "x-given", value = "SADD tags red"))
    @APIResponse(
            responseCode = "200",
            description = "The members, in no order",
            content = @Content(mediaType = MediaTypes.JSON, schema = @Schema(ref = "Values"), example = "[\"red\"]"))
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] name = Segment.decode(key);
            List<String> members = new ArrayList<>();
            for (Reply member : Replies.items(WholeCollection.read(calls, name, Words.of("SMEMBERS", name)))) {
                members.add(as.text(Replies.bytes(member)));
            }
            return Result.json(members);
        });
    }

    /** Sets it as a whole. */
    @PUT
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(summary = "Set a set as a whole", description = "An empty array is the same as DELETE.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(ref = "Values"),
                            example = "[\"red\",\"blue\"]"))
    @APIResponse(responseCode = "201", description = "The set is new.")
    @APIResponse(responseCode = "204", description = "There was one before, or the body was empty.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key,
            @Parameter(ref = "ttl") @QueryParam("ttl") @Nullable String ttl,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            byte[] name = Segment.decode(key);
            Long millis = Ttl.millis(ttl);
            List<byte[]> members = JsonBody.values(body, Encoding.of(encoding));
            Words add = Words.begin("SADD", name).andAll(members);
            return WholeCollection.replace(calls, name, TYPE, millis, members.isEmpty() ? null : add);
        });
    }

    /** Adds members. */
    @POST
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(summary = "Add members to a set", extensions = @Extension(name = "x-given", value = "SADD tags red"))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(ref = "Values"),
                            example = "[\"red\",\"blue\"]"))
    @APIResponse(
            responseCode = "200",
            description = "How many of them were new",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Added.class),
                            example = "{\"added\":1}"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> add(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            List<byte[]> members = JsonBody.values(body, Encoding.of(encoding));
            if (members.isEmpty()) {
                throw Refusal.badRequest("there is nothing to add");
            }
            byte[][] words =
                    Words.begin("SADD", Segment.decode(key)).andAll(members).end();
            return Result.json(new Added(Replies.whole(calls.call(words))));
        });
    }

    /** Deletes it. */
    @DELETE
    @Operation(summary = "Delete a set", extensions = @Extension(name = "x-given", value = "SADD tags red"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> WholeCollection.delete(calls, Segment.decode(key), TYPE));
    }

    /** Whether something is a member. */
    @GET
    @Path("/{member}")
    @Operation(
            summary = "Ask whether a set has a member",
            extensions = @Extension(name = "x-given", value = "SADD tags red"))
    @APIResponse(responseCode = "204", description = "It has.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> has(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "red") @PathParam("member") @Encoded
                    String member) {
        return requests.answer(context, calls -> member(calls, "SISMEMBER", key, member));
    }

    /** Adds a member. */
    @PUT
    @Path("/{member}")
    @Operation(summary = "Add a member to a set")
    @APIResponse(responseCode = "201", description = "It is new.")
    @APIResponse(responseCode = "204", description = "It was a member before.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> addMember(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "red") @PathParam("member") @Encoded
                    String member) {
        return requests.answer(
                context,
                calls -> Result.stored(Replies.truth(calls.call("SADD", Segment.decode(key), Segment.decode(member)))));
    }

    /** Takes a member out. */
    @DELETE
    @Path("/{member}")
    @Operation(
            summary = "Take a member out of a set",
            extensions = @Extension(name = "x-given", value = "SADD tags red"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> remove(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "tags") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "red") @PathParam("member") @Encoded
                    String member) {
        return requests.answer(context, calls -> member(calls, "SREM", key, member));
    }

    private static Result member(Calls calls, String command, String key, String member) {
        if (!Replies.truth(calls.call(command, Segment.decode(key), Segment.decode(member)))) {
            throw Refusal.notFound("member");
        }
        return Result.status(204);
    }

    /**
     * What came of adding.
     *
     * @param added how many were not there before
     */
    public record Added(long added) {}
}
