package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
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

/** How long a key of any type stays. */
@Path("/v1/keys/{key}/ttl")
@Produces(MediaTypes.JSON)
@Tag(name = "Keys")
public class KeyTtlResource implements Resource {

    /** PTTL and PEXPIRETIME of a key that is not there. */
    private static final long NO_KEY = -2;

    private final Requests requests;

    KeyTtlResource(Requests requests) {
        this.requests = requests;
    }

    /** How long it stays. */
    @GET
    @Operation(
            summary = "Ask how long a key stays",
            extensions = {
                @Extension(name = "x-given", value = "SET session s1 EXAT 4102444800"),
                @Extension(name = "x-varies", value = "ttl")
            })
    @APIResponse(
            responseCode = "200",
            description = "How long; both are null where the key does not expire.",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Expiry.class),
                            example = "{\"ttl\":2366841600,\"expiresAt\":\"2100-01-01T00:00:00Z\"}"))
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "session") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> {
            byte[] name = Segment.decode(key);
            List<Reply> replies = calls.together(Words.of("PTTL", name), Words.of("PEXPIRETIME", name));
            long left = Replies.whole(replies.get(0));
            if (left == NO_KEY) {
                throw Refusal.notFound("key");
            }
            return Result.json(
                    left < 0
                            ? new Expiry(null, null)
                            : new Expiry(
                                    Ttl.seconds(left),
                                    Instant.ofEpochMilli(Replies.whole(replies.get(1)))
                                            .toString()));
        });
    }

    /** Sets how long it stays. */
    @PUT
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Set how long a key stays",
            description =
                    "By `ttl` from now on, in seconds or with a unit (`\"10m\"`), or until `expiresAt`. A time that"
                            + " has passed deletes the key.",
            extensions = @Extension(name = "x-given", value = "SET session s1"))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Expiry.class),
                            example = "{\"ttl\":600}"))
    @APIResponse(responseCode = "204", description = "It is set.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "session") @PathParam("key") @Encoded String key) {
        return requests.answer(context, (calls, body) -> {
            byte[] name = Segment.decode(key);
            Map<String, String> properties = JsonBody.properties(body);
            String expiresAt = properties.get("expiresAt");
            Long millis = Ttl.millis(properties.get("ttl"));
            if ((expiresAt == null) == (millis == null)) {
                throw Refusal.badRequest("the body must be {\"ttl\":…} or {\"expiresAt\":…}");
            }
            String command = millis == null ? "PEXPIREAT" : "PEXPIRE";
            long time = millis == null ? instant(expiresAt) : millis;
            return done(calls, Words.of(command, name, time), Words.of(command, ContentTypes.noteFor(name), time));
        });
    }

    private static long instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.badRequest("expiresAt must be a time such as 2030-01-31T12:00:00Z");
        }
    }

    /** Has it stay. */
    @DELETE
    @Operation(
            summary = "Let a key stay for good",
            extensions = @Extension(name = "x-given", value = "SET session s1 EX 60"))
    @APIResponse(responseCode = "204", description = "It does not expire.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "session") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> {
            byte[] name = Segment.decode(key);
            return done(
                    calls,
                    Words.of("EXISTS", name),
                    Words.of("PERSIST", name),
                    Words.of("PERSIST", ContentTypes.noteFor(name)));
        });
    }

    private static Result done(Calls calls, byte[][]... commands) {
        if (!Replies.truth(calls.together(commands).get(0))) {
            throw Refusal.notFound("key");
        }
        return Result.status(204);
    }

    /**
     * How long a key stays.
     *
     * @param ttl seconds from now, to the millisecond; null where it does not expire
     * @param expiresAt the time until then, in ISO 8601; null where it does not expire
     */
    public record Expiry(
            @Schema(
                    type = SchemaType.NUMBER,
                    nullable = true,
                    description = "Seconds from now. In requests also with a unit: 500ms, 30s, 10m, 2h, 7d.")
            @Nullable
            Number ttl,

            @Schema(format = "date-time", nullable = true, description = "The time until then.") @Nullable
            String expiresAt) {}
}
