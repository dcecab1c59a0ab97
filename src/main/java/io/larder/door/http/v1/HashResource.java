package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A hash as a JSON object. */
@Path("/v1/hashes/{key}")
@Produces(MediaTypes.JSON)
@Tag(name = "Hashes")
public class HashResource implements Resource {

    private static final String TYPE = "hash";

    private final Requests requests;

    HashResource(Requests requests) {
        this.requests = requests;
    }

    /** Its fields. */
    @GET
    @Operation(
            summary = "Get a hash, or some of its fields",
            extensions = @Extension(name = "x-given", value = "HSET user:1 name ann age 30"))
    @Parameter(
            name = "field",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class),
            description = "Only these fields, `?field=a&field=b`; one that is not there is null.")
    @APIResponse(
            responseCode = "200",
            description = "The fields and their values",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(ref = "Fields"),
                            example = "{\"name\":\"ann\",\"age\":\"30\"}"))
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] name = Segment.decode(key);
            List<byte[]> names = Query.all(context.request(), "field");
            Map<String, @Nullable String> fields = new LinkedHashMap<>();
            if (names.isEmpty()) {
                List<Reply> all = Replies.items(WholeCollection.read(calls, name, Words.of("HGETALL", name)));
                for (int i = 0; i < all.size(); i += 2) {
                    fields.put(as.text(Replies.bytes(all.get(i))), as.text(Replies.bytes(all.get(i + 1))));
                }
            } else {
                byte[][] some = Words.begin("HMGET", name).andAll(names).end();
                List<Reply> values = Replies.items(WholeCollection.read(calls, name, some));
                for (int i = 0; i < names.size(); i++) {
                    byte[] value = Replies.bytesOrNull(values.get(i));
                    fields.put(as.text(names.get(i)), value == null ? null : as.text(value));
                }
            }
            return Result.json(fields);
        });
    }

    /** Sets it as a whole. */
    @PUT
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Set a hash as a whole",
            description = "Fields that are not in the body are gone. An empty object is the same as DELETE.")
    @RequestBody(
            description = "Values are strings; numbers and booleans are stored as they are spelt.",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(ref = "Hash"),
                            example = "{\"name\":\"ann\",\"age\":30}"))
    @APIResponse(responseCode = "201", description = "The hash is new.")
    @APIResponse(responseCode = "204", description = "There was one before, or the body was empty.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(ref = "ttl") @QueryParam("ttl") @Nullable String ttl,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            byte[] name = Segment.decode(key);
            Long millis = Ttl.millis(ttl);
            Words set = Words.begin("HSET", name);
            List<JsonBody.Field> fields = JsonBody.fields(body, Encoding.of(encoding));
            for (JsonBody.Field field : fields) {
                if (field.value() == null) {
                    throw Refusal.badRequest("a field cannot be null");
                }
                set.and(field.name(), field.value());
            }
            return WholeCollection.replace(calls, name, TYPE, millis, fields.isEmpty() ? null : set);
        });
    }

    /** Changes some fields. */
    @PATCH
    @Consumes({MediaTypes.MERGE_PATCH, MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Change some fields of a hash",
            description =
                    "As a JSON merge patch (RFC 7396): sets the fields of the body, takes out those that are null,"
                            + " and leaves the others. A hash that is not there counts as empty.",
            extensions = @Extension(name = "x-given", value = "HSET user:1 name ann age 30"))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(ref = "Hash"),
                            example = "{\"age\":31,\"name\":null}"))
    @APIResponse(responseCode = "204", description = "The fields are as the body says.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> patch(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(
                context,
                (calls, body) -> patched(calls, Segment.decode(key), JsonBody.fields(body, Encoding.of(encoding))));
    }

    private static Result patched(Calls calls, byte[] key, List<JsonBody.Field> fields) {
        Words set = Words.begin("HSET", key);
        Words remove = Words.begin("HDEL", key);
        boolean sets = false;
        boolean removes = false;
        for (JsonBody.Field field : fields) {
            byte[] value = field.value();
            if (value == null) {
                remove.and(field.name());
                removes = true;
            } else {
                set.and(field.name(), value);
                sets = true;
            }
        }
        List<byte[][]> commands = new ArrayList<>();
        // Setting comes first: it is what can be refused for lack of room, and the key never is empty in between.
        if (sets) {
            commands.add(set.end());
        }
        if (removes) {
            commands.add(remove.end());
        }
        if (commands.isEmpty()) {
            commands.add(Words.of("HLEN", key));
        }
        calls.together(commands);
        return Result.status(204);
    }

    /** Deletes it. */
    @DELETE
    @Operation(
            summary = "Delete a hash",
            extensions = @Extension(name = "x-given", value = "HSET user:1 name ann age 30"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "user:1") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> WholeCollection.delete(calls, Segment.decode(key), TYPE));
    }
}
