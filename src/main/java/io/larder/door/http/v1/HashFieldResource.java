package io.larder.door.http.v1;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** One field of a hash, as its bytes. */
@Path("/v1/hashes/{key}/{field}")
@Tag(name = "Hashes")
public class HashFieldResource implements Resource {

    private final Requests requests;

    HashFieldResource(Requests requests) {
        this.requests = requests;
    }

    /** Its value. */
    @GET
    @Operation(
            summary = "Get a field of a hash",
            description = "The value's bytes, as text where they are UTF-8.",
            extensions = @Extension(name = "x-given", value = "HSET user:1 name ann"))
    @APIResponse(
            responseCode = "200",
            description = "The value",
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "ann"))
    @APIResponse(responseCode = "404", description = "There is no such key, or it has no such field.", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.FIELD, example = "name") @PathParam("field") @Encoded String field) {
        return requests.answer(context, calls -> {
            byte[] value = Replies.bytesOrNull(calls.call("HGET", Segment.decode(key), Segment.decode(field)));
            if (value == null) {
                throw Refusal.notFound("field");
            }
            return Result.value(ContentTypes.guess(value), value);
        });
    }

    /** Sets its value. */
    @PUT
    @Operation(summary = "Set a field of a hash", description = "Stores the body as it is; its type is not kept.")
    @RequestBody(
            description = "The value",
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "ann"))
    @APIResponse(responseCode = "201", description = "The field is new.")
    @APIResponse(responseCode = "204", description = "It had a value before.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.FIELD, example = "name") @PathParam("field") @Encoded String field) {
        return requests.answer(context, (calls, value) -> {
            StoredBody.check(context.request().headers());
            return Result.stored(Replies.truth(calls.call("HSET", Segment.decode(key), Segment.decode(field), value)));
        });
    }

    /** Takes it out. */
    @DELETE
    @Operation(
            summary = "Delete a field of a hash",
            extensions = @Extension(name = "x-given", value = "HSET user:1 name ann"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.FIELD, example = "name") @PathParam("field") @Encoded String field) {
        return requests.answer(context, calls -> {
            if (!Replies.truth(calls.call("HDEL", Segment.decode(key), Segment.decode(field)))) {
                throw Refusal.notFound("field");
            }
            return Result.status(204);
        });
    }

    /** Adds to it. */
    @POST
    @Path("/increment")
    @Operation(
            summary = "Add to a number in a hash",
            description =
                    "A field that is not there counts as 0. Integers are exact to 64 bits; where `by` has a decimal"
                            + " point or an exponent, the value may have one too.",
            extensions = @Extension(name = "x-given", value = "HSET user:1 visits 41"))
    @APIResponse(
            responseCode = "200",
            description = "The new value",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = NumberValue.class),
                            example = "{\"value\":42}"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> increment(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.FIELD, example = "visits") @PathParam("field") @Encoded String field,
            @Parameter(ref = "by") @QueryParam("by") @Nullable String by) {
        return requests.answer(context, calls -> {
            String step = by == null ? "1" : by;
            String command = NumberValue.command("HINCRBY", "HINCRBYFLOAT", step);
            return Result.json(new NumberValue(
                    Replies.number(calls.call(command, Segment.decode(key), Segment.decode(field), step))));
        });
    }
}
