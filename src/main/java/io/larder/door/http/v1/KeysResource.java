package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
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

/** All keys, page by page. */
@Path("/v1/keys")
@Produces(MediaTypes.JSON)
@Tag(name = "Keys")
public class KeysResource implements Resource {

    private static final String START = "0";
    private static final String USUAL_COUNT = "100";
    private static final String DELETED_AT_ONCE = "500";

    private final Requests requests;

    KeysResource(Requests requests) {
        this.requests = requests;
    }

    /** Some keys. */
    @GET
    @Operation(
            summary = "List keys",
            description =
                    "In no order, page by page: ask again with the `cursor` of the answer until that is null. A key"
                            + " that is there all the while is listed at least once. A page can be empty without being"
                            + " the last.",
            extensions = @Extension(name = "x-given", value = "MSET user:1 ann user:2 bob other 1"))
    @Parameter(
            name = "match",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "Only keys like this: `*` is anything, `?` one character, `[ab]` one of them, `\\` takes the"
                    + " next as it is.",
            example = "user:1*")
    @APIResponse(
            responseCode = "200",
            description = "Some keys",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Page.class),
                            example = "{\"keys\":[\"user:1\"],\"cursor\":null}"))
    public Uni<Response> list(
            @Context RoutingContext context,
            @Parameter(description = "Only keys of this type.", example = "string") @QueryParam("type") @Nullable
                    String type,
            @Parameter(description = "What the last page answered; left out for the first.")
                    @QueryParam("cursor")
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "How many keys to look at for a page; 100 where it is left out.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("count")
                    @Nullable
                    String count,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] match = Query.first(context.request(), "match");
            Words scan = scan(cursor == null ? START : cursor, match, count == null ? USUAL_COUNT : count);
            if (type != null) {
                scan.and("TYPE", type);
            }
            List<Reply> page = Replies.items(calls.call(scan.end()));
            String next = Replies.text(page.get(0));
            return Result.json(new Page(as.texts(keys(page)), next.equals(START) ? null : next));
        });
    }

    /** Deletes keys by how they begin. */
    @DELETE
    @Operation(
            summary = "Delete all keys that begin with a prefix",
            description = "Not as one step: keys that are set meanwhile may stay or go.",
            extensions = @Extension(name = "x-given", value = "MSET user:1 ann user:2 bob other 1"))
    @Parameter(
            name = "prefix",
            in = ParameterIn.QUERY,
            required = true,
            schema = @Schema(type = SchemaType.STRING, minLength = 1),
            description = "How the keys begin, as it is: `*` is no wildcard here.",
            example = "user:")
    @APIResponse(
            responseCode = "200",
            description = "How many were deleted",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Deleted.class),
                            example = "{\"deleted\":2}"))
    public Uni<Response> delete(@Context RoutingContext context) {
        return requests.answer(context, calls -> {
            byte[] prefix = Query.first(context.request(), "prefix");
            if (prefix == null || prefix.length == 0) {
                throw Refusal.badRequest(
                        "say with ?prefix= which keys to delete; for all of them there is the command FLUSHALL");
            }
            calls.takeLong();
            long deleted = 0;
            String cursor = START;
            do {
                List<Reply> page = Replies.items(calls.call(
                        scan(cursor, beginningWith(prefix), DELETED_AT_ONCE).end()));
                deleted += delete(calls, keys(page));
                cursor = Replies.text(page.get(0));
            } while (!cursor.equals(START));
            return Result.json(new Deleted(deleted));
        });
    }

    private static long delete(Calls calls, List<byte[]> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        List<byte[]> notes = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            notes.add(ContentTypes.noteFor(key));
        }
        calls.call(Words.begin("DEL").andAll(notes).end());
        return Replies.whole(calls.call(Words.begin("DEL").andAll(keys).end()));
    }

    private static Words scan(String cursor, byte @Nullable [] match, String count) {
        Words scan = Words.begin("SCAN", cursor, "COUNT", count);
        return match == null ? scan : scan.and("MATCH", match);
    }

    /** The keys of a page, but for those that are not the caller's. */
    private static List<byte[]> keys(List<Reply> page) {
        List<byte[]> keys = new ArrayList<>();
        for (Reply item : Replies.items(page.get(1))) {
            byte[] key = Replies.bytes(item);
            if (!ContentTypes.isNote(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** A pattern that matches what begins with {@code prefix}. */
    private static byte[] beginningWith(byte[] prefix) {
        ByteArrayOutputStream pattern = new ByteArrayOutputStream(prefix.length + 1);
        for (byte b : prefix) {
            if ("*?[]\\^-".indexOf(b) >= 0) {
                pattern.write('\\');
            }
            pattern.write(b);
        }
        pattern.write('*');
        return pattern.toByteArray();
    }

    /**
     * Some keys.
     *
     * @param keys in no order
     * @param cursor what to ask the next page with, or null where this is the last
     */
    public record Page(
            List<String> keys,

            @Schema(nullable = true, description = "What to ask the next page with; null after the last.") @Nullable
            String cursor) {}

    /**
     * What was deleted.
     *
     * @param deleted how many keys
     */
    public record Deleted(long deleted) {}
}
