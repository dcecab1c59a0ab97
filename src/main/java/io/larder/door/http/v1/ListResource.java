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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A list as a JSON array, and a queue by its ends. */
@Path("/v1/lists/{key}")
@Produces(MediaTypes.JSON)
@Tag(name = "Lists")
public class ListResource implements Resource {

    private static final String INDEX = "The position, from 0; negative: from the end, the last is -1.";
    private static final String TYPE = "list";

    private final Requests requests;

    ListResource(Requests requests) {
        this.requests = requests;
    }

    /** Its values. */
    @GET
    @Operation(
            summary = "Get a list, or a part of it",
            extensions = @Extension(name = "x-given", value = "RPUSH jobs a b c"))
    @APIResponse(
            responseCode = "200",
            description = "The values in order",
            content =
                    @Content(mediaType = MediaTypes.JSON, schema = @Schema(ref = "Values"), example = "[\"a\",\"b\"]"))
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key,
            @Parameter(
                            description = "The first position, from 0; negative: from the end, the last is -1.",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0"),
                            example = "0")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "The last position, itself included.",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "-1"),
                            example = "1")
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] name = Segment.decode(key);
            byte[][] range = Words.of("LRANGE", name, from == null ? "0" : from, to == null ? "-1" : to);
            return Result.json(values(WholeCollection.read(calls, name, range), as));
        });
    }

    private static List<String> values(Reply reply, Encoding as) {
        List<String> values = new ArrayList<>();
        for (Reply item : Replies.items(reply)) {
            values.add(as.text(Replies.bytes(item)));
        }
        return values;
    }

    /** Sets it as a whole. */
    @PUT
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(summary = "Set a list as a whole", description = "An empty array is the same as DELETE.")
    @RequestBody(
            content =
                    @Content(mediaType = MediaTypes.JSON, schema = @Schema(ref = "Values"), example = "[\"a\",\"b\"]"))
    @APIResponse(responseCode = "201", description = "The list is new.")
    @APIResponse(responseCode = "204", description = "There was one before, or the body was empty.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key,
            @Parameter(ref = "ttl") @QueryParam("ttl") @Nullable String ttl,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            byte[] name = Segment.decode(key);
            Long millis = Ttl.millis(ttl);
            List<byte[]> values = JsonBody.values(body, Encoding.of(encoding));
            Words push = Words.begin("RPUSH", name).andAll(values);
            return WholeCollection.replace(calls, name, TYPE, millis, values.isEmpty() ? null : push);
        });
    }

    /** Adds at an end. */
    @POST
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Push values onto a list",
            description = "One after the other, so that at the left end the last of them comes to stand first.",
            extensions = @Extension(name = "x-given", value = "RPUSH jobs a"))
    @RequestBody(
            content =
                    @Content(mediaType = MediaTypes.JSON, schema = @Schema(ref = "Values"), example = "[\"b\",\"c\"]"))
    @APIResponse(
            responseCode = "200",
            description = "How long the list is now",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Length.class),
                            example = "{\"length\":3}"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> push(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key,
            @Parameter(
                            description = "At which end.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"left", "right"},
                                            defaultValue = "right"))
                    @QueryParam("side")
                    @Nullable
                    String side,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            String command = isLeft(side, false) ? "LPUSH" : "RPUSH";
            List<byte[]> values = JsonBody.values(body, Encoding.of(encoding));
            if (values.isEmpty()) {
                throw Refusal.badRequest("there is nothing to push");
            }
            byte[][] words =
                    Words.begin(command, Segment.decode(key)).andAll(values).end();
            return Result.json(new Length(Replies.whole(calls.call(words))));
        });
    }

    /** Takes from an end. */
    @POST
    @Path("/pop")
    @Operation(
            summary = "Pop values from a list",
            description = "Takes them out and answers them, the one at the end first; none where the list is empty.",
            extensions = @Extension(name = "x-given", value = "RPUSH jobs a b c"))
    @APIResponse(
            responseCode = "200",
            description = "What was taken out",
            content =
                    @Content(mediaType = MediaTypes.JSON, schema = @Schema(ref = "Values"), example = "[\"a\",\"b\"]"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> pop(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key,
            @Parameter(
                            description = "From which end.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"left", "right"},
                                            defaultValue = "left"))
                    @QueryParam("side")
                    @Nullable
                    String side,
            @Parameter(
                            description = "How many at most.",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "1"),
                            example = "2")
                    @QueryParam("count")
                    @Nullable
                    String count,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            String command = isLeft(side, true) ? "LPOP" : "RPOP";
            return Result.json(
                    values(calls.as(as).call(command, Segment.decode(key), count == null ? "1" : count), as));
        });
    }

    private static boolean isLeft(@Nullable String side, boolean otherwise) {
        if (side == null) {
            return otherwise;
        }
        if (!side.equals("left") && !side.equals("right")) {
            throw Refusal.badRequest("side must be left or right");
        }
        return side.equals("left");
    }

    /** Deletes it. */
    @DELETE
    @Operation(summary = "Delete a list", extensions = @Extension(name = "x-given", value = "RPUSH jobs a b c"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> WholeCollection.delete(calls, Segment.decode(key), TYPE));
    }

    /** The value at a position. */
    @GET
    @Path("/{index}")
    @Produces("*/*")
    @Operation(
            summary = "Get a value of a list",
            description = "The value's bytes, as text where they are UTF-8.",
            extensions = @Extension(name = "x-given", value = "RPUSH jobs a b c"))
    @APIResponse(
            responseCode = "200",
            description = "The value",
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "c"))
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> value(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key,
            @Parameter(description = INDEX, schema = @Schema(type = SchemaType.INTEGER), example = "-1")
                    @PathParam("index")
                    String index) {
        return requests.answer(context, calls -> {
            byte[] value = Replies.bytesOrNull(calls.call("LINDEX", Segment.decode(key), index));
            if (value == null) {
                throw Refusal.notFound("position");
            }
            return Result.value(ContentTypes.guess(value), value);
        });
    }

    /** Sets the value at a position. */
    @PUT
    @Path("/{index}")
    @Operation(
            summary = "Set a value of a list",
            description = "One that is there; new ones are pushed.",
            extensions = @Extension(name = "x-given", value = "RPUSH jobs a b c"))
    @RequestBody(
            description = "The value",
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "d"))
    @APIResponse(responseCode = "204", description = "It is set.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> set(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "jobs") @PathParam("key") @Encoded String key,
            @Parameter(description = INDEX, schema = @Schema(type = SchemaType.INTEGER), example = "-1")
                    @PathParam("index")
                    String index) {
        return requests.answer(context, (calls, value) -> {
            StoredBody.check(context.request().headers());
            calls.call("LSET", Segment.decode(key), index, value);
            return Result.status(204);
        });
    }

    /**
     * How long a list is.
     *
     * @param length the number of its values
     */
    public record Length(long length) {}
}
