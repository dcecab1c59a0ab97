package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** One key and its value: a string, as the bytes that were stored. */
@Path("/v1/keys/{key}")
@Tag(name = "Keys")
public class KeyResource implements Resource {

    private static final String TAG = "The value's `ETag`, or several, or `*` for any value.";

    private final Requests requests;

    KeyResource(Requests requests) {
        this.requests = requests;
    }

    /** A value. */
    @GET
    @Operation(
            summary = "Get a value",
            description = "The value's bytes, with the content type they came with, or else as text where they are"
                    + " UTF-8. Hashes, lists and sets have paths of their own; here they answer 409.",
            extensions = @Extension(name = "x-given", value = "SET greeting hello"))
    @Parameter(
            name = "If-None-Match",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "Answer 304 if this is the value's ETag.")
    @Parameter(
            name = "If-Match",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "Answer 412 if this is not the value's ETag.")
    @APIResponse(
            responseCode = "200",
            description = "The value",
            headers = {
                @Header(name = "ETag", description = "Names these bytes: the same for the same bytes."),
                @Header(name = "Expires", description = "When the key expires, if it does."),
                @Header(name = "Cache-Control", description = "`max-age` if the key expires, else `no-cache`.")
            },
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "hello"))
    @APIResponse(responseCode = "304", description = "The caller has this value already.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    @APIResponse(responseCode = "412", ref = "PreconditionFailed")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "greeting") @PathParam("key") @Encoded String key) {
        return requests.answer(
                context,
                calls -> value(calls, Segment.decode(key), context.request().headers()));
    }

    /** What {@link #get} answers, but for the bytes. */
    @HEAD
    @Operation(
            summary = "Look at a value's headers",
            description = "As GET, without the value: length, content type, ETag, expiry.",
            extensions = @Extension(name = "x-given", value = "SET greeting hello"))
    @APIResponse(responseCode = "200", description = "There is a value.", content = @Content(mediaType = "*/*"))
    @APIResponse(responseCode = "404", description = "There is no such key.")
    @APIResponse(responseCode = "409", description = "The key is no string.")
    public Uni<Response> head(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "greeting") @PathParam("key") @Encoded String key) {
        return get(context, key);
    }

    private static Result value(Calls calls, byte[] key, MultiMap headers) {
        List<Reply> replies = calls.each(List.of(
                Words.of("GET", key),
                Words.of("PEXPIRETIME", key),
                Words.of("PTTL", key),
                Words.of("GET", ContentTypes.noteFor(key))));
        byte[] value = Replies.bytesOrNull(Calls.passed(replies.get(0)));
        // Where the note is no string, somebody has put something else there: then there is none.
        byte[] note = replies.get(3) instanceof Reply.Bytes bytes ? bytes.value() : null;
        Preconditions conditions = Preconditions.of(headers);
        if (value == null) {
            conditions.check(false, null, false);
            throw Refusal.notFound("key");
        }
        String tag = EntityTag.of(value);
        conditions.check(true, tag, false);
        String type = ContentTypes.of(value, tag, note);
        long expireAt = Replies.whole(replies.get(1));
        long left = Replies.whole(replies.get(2));
        Result result = Result.value(type, value)
                .tag(tag)
                .header(HttpHeaderNames.EXPIRES, expireAt < 0 ? null : Ttl.httpDate(expireAt))
                .header(
                        HttpHeaderNames.CACHE_CONTROL,
                        left < 0 ? HttpHeaderValues.NO_CACHE : "max-age=" + left / 1_000);
        return conditions.seen(true, tag) ? result.as(304) : result;
    }

    /** Sets a value. */
    @PUT
    @Operation(
            summary = "Set a value",
            description = "Stores the body as it is, whatever the key had, and remembers its content type. With"
                    + " `If-Match` only if the value is still the one with that ETag; with `If-None-Match: *` only if"
                    + " there is none.")
    @Parameter(
            name = "If-Match",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = TAG)
    @Parameter(
            name = "If-None-Match",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "`*`: set only if there is no value.")
    @RequestBody(
            description = "The value",
            content =
                    @Content(
                            mediaType = "*/*",
                            schema = @Schema(type = SchemaType.STRING, format = "binary"),
                            example = "hello"))
    @APIResponse(responseCode = "201", description = "The key is new.")
    @APIResponse(responseCode = "204", description = "The key had a value before.")
    @APIResponse(responseCode = "412", ref = "PreconditionFailed")
    @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "greeting") @PathParam("key") @Encoded String key,
            @Parameter(ref = "ttl") @QueryParam("ttl") @Nullable String ttl) {
        MultiMap headers = context.request().headers();
        return requests.answer(context, (calls, value) -> {
            byte[] name = ownKey(key);
            StoredBody.check(headers);
            String type = ContentTypes.told(headers.get(HttpHeaderNames.CONTENT_TYPE), value);
            Long millis = Ttl.millis(ttl);
            String tag = EntityTag.of(value);
            byte[] note = ContentTypes.noteFor(name);
            // The note first: should there be room for it alone, it is about a value that is not there.
            List<byte[][]> commands = List.of(
                    Words.of("EXISTS", name),
                    type == null ? Words.of("DEL", note) : set(note, ContentTypes.note(tag, type), millis),
                    set(name, value, millis));
            List<Reply> replies = changed(calls, name, Preconditions.of(headers), commands);
            return Result.stored(!Replies.truth(replies.get(0))).tag(tag);
        });
    }

    private static byte[][] set(byte[] key, byte[] value, @Nullable Long millis) {
        return millis == null ? Words.of("SET", key, value) : Words.of("SET", key, value, "PX", millis);
    }

    /** Runs the commands as one step, if the conditions hold for what the key has. */
    private static List<Reply> changed(Calls calls, byte[] key, Preconditions conditions, List<byte[][]> commands) {
        if (conditions.none()) {
            return calls.together(commands);
        }
        return calls.unlessChanged(key, look -> {
            checkNow(look, key, conditions);
            return commands;
        });
    }

    private static void checkNow(Function<byte[][], Reply> look, byte[] key, Preconditions conditions) {
        Reply now = look.apply(Words.of("GET", key));
        boolean exists = !(now instanceof Reply.Nil);
        // A failure: it has another type, and no tag.
        String tag = now instanceof Reply.Bytes bytes ? EntityTag.of(bytes.value()) : null;
        conditions.check(exists, tag, true);
    }

    /** The key's bytes, if it is one that callers may change here. */
    private static byte[] ownKey(String key) {
        byte[] name = Segment.decode(key);
        if (ContentTypes.isNote(name)) {
            throw Refusal.badRequest("keys that begin with larder:content-type: are kept by the service itself");
        }
        return name;
    }

    /** Deletes a key. */
    @DELETE
    @Operation(
            summary = "Delete a key",
            description = "Of whatever type. With `If-Match` only if the value is still the one with that ETag.",
            extensions = @Extension(name = "x-given", value = "SET greeting hello"))
    @Parameter(
            name = "If-Match",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = TAG)
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "412", ref = "PreconditionFailed")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "greeting") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> {
            byte[] name = Segment.decode(key);
            List<byte[][]> commands = List.of(Words.of("DEL", name), Words.of("DEL", ContentTypes.noteFor(name)));
            List<Reply> replies =
                    changed(calls, name, Preconditions.of(context.request().headers()), commands);
            if (!Replies.truth(replies.get(0))) {
                throw Refusal.notFound("key");
            }
            return Result.status(204);
        });
    }

    /** Adds to a number. */
    @POST
    @Path("/increment")
    @Operation(
            summary = "Add to a number",
            description = "A key that is not there counts as 0. Integers are exact to 64 bits; where `by` has a"
                    + " decimal point or an exponent, the value may have one too.",
            extensions = @Extension(name = "x-given", value = "SET visits 41"))
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
            @Parameter(description = Descriptions.KEY, example = "visits") @PathParam("key") @Encoded String key,
            @Parameter(ref = "by") @QueryParam("by") @Nullable String by) {
        return requests.answer(context, calls -> {
            String step = by == null ? "1" : by;
            String command = NumberValue.command("INCRBY", "INCRBYFLOAT", step);
            return Result.json(new NumberValue(Replies.number(calls.call(command, ownKey(key), step))));
        });
    }
}
