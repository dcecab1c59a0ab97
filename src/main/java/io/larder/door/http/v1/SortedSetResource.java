package io.larder.door.http.v1;

import io.larder.command.Numbers;
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
import java.nio.charset.StandardCharsets;
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

/** A sorted set as a JSON array of members with their scores, in the order of the scores. */
@Path("/v1/sorted-sets/{key}")
@Produces(MediaTypes.JSON)
@Tag(name = "Sorted sets")
public class SortedSetResource implements Resource {

    private static final String ORDER = "Which score comes first: the lowest, or with `desc` the highest.";
    private static final String TYPE = "zset";

    private final Requests requests;

    SortedSetResource(Requests requests) {
        this.requests = requests;
    }

    /** Its members. */
    @GET
    @Operation(
            summary = "Get a sorted set, or a part of it",
            description =
                    "By rank, or with `min` or `max` by score. Of those, `offset` leaves out the first, and `limit`"
                            + " says how many there are at most: `?order=desc&limit=10` are the ten highest.",
            extensions = @Extension(name = "x-given", value = "ZADD board 10 ann 20 bob 30 cid"))
    @APIResponse(
            responseCode = "200",
            description = "The members in order",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Scored.class),
                            example = "[{\"member\":\"cid\",\"score\":30},{\"member\":\"bob\",\"score\":20}]"))
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(
                            description = ORDER,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"asc", "desc"},
                                            defaultValue = "asc"),
                            example = "desc")
                    @QueryParam("order")
                    @Nullable
                    String order,
            @Parameter(description = "The lowest score, itself included; with a `(` before it, not included.")
                    @QueryParam("min")
                    @Nullable
                    String min,
            @Parameter(description = "The highest score, as `min`.") @QueryParam("max") @Nullable String max,
            @Parameter(
                            description = "How many to leave out.",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0"))
                    @QueryParam("offset")
                    @Nullable
                    String offset,
            @Parameter(
                            description = "How many at most; all where it is left out.",
                            schema = @Schema(type = SchemaType.INTEGER),
                            example = "2")
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] name = Segment.decode(key);
            long first = offset == null ? 0 : count(offset);
            long most = limit == null ? Long.MAX_VALUE : count(limit);
            Words range = min == null && max == null
                    ? byRank(name, isDown(order), first, most)
                    : byScore(name, isDown(order), min == null ? "-inf" : min, max == null ? "inf" : max)
                            .and("LIMIT", first, most);
            return Result.json(scored(
                    Replies.items(WholeCollection.read(
                            calls, name, range.and("WITHSCORES").end())),
                    as));
        });
    }

    private static Words byRank(byte[] key, boolean down, long first, long most) {
        long last = most == 0 ? first - 1 : first > Long.MAX_VALUE - most ? -1 : first + most - 1;
        // From 0 to -1 is everything.
        Words range = most == 0 ? Words.begin("ZRANGE", key, 1L, 0L) : Words.begin("ZRANGE", key, first, last);
        return down ? range.and("REV") : range;
    }

    private static Words byScore(byte[] key, boolean down, String min, String max) {
        return down
                ? Words.begin("ZRANGE", key, max, min, "BYSCORE", "REV")
                : Words.begin("ZRANGE", key, min, max, "BYSCORE");
    }

    private static long count(String text) {
        byte[] word = text.getBytes(StandardCharsets.UTF_8);
        if (!Numbers.isWhole(word) || Numbers.whole(word) < 0) {
            throw Refusal.badRequest("offset and limit must be integers from 0");
        }
        return Numbers.whole(word);
    }

    private static boolean isDown(@Nullable String order) {
        if (order == null || order.equals("asc")) {
            return false;
        }
        if (!order.equals("desc")) {
            throw Refusal.badRequest("order must be asc or desc");
        }
        return true;
    }

    private static List<Scored> scored(List<Reply> items, Encoding as) {
        List<Scored> scored = new ArrayList<>(items.size() / 2);
        for (int i = 0; i < items.size(); i += 2) {
            scored.add(new Scored(as.text(Replies.bytes(items.get(i))), Replies.score(items.get(i + 1))));
        }
        return scored;
    }

    /** Sets it as a whole. */
    @PUT
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(summary = "Set a sorted set as a whole", description = "An empty array is the same as DELETE.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Scored.class),
                            example = "[{\"member\":\"ann\",\"score\":10},{\"member\":\"bob\",\"score\":20}]"))
    @APIResponse(responseCode = "201", description = "The sorted set is new.")
    @APIResponse(responseCode = "204", description = "There was one before, or the body was empty.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(ref = "ttl") @QueryParam("ttl") @Nullable String ttl,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            byte[] name = Segment.decode(key);
            Long millis = Ttl.millis(ttl);
            List<JsonBody.Scored> members = JsonBody.scored(body, Encoding.of(encoding));
            Words add = adding(name, members);
            return WholeCollection.replace(calls, name, TYPE, millis, members.isEmpty() ? null : add);
        });
    }

    private static Words adding(byte[] key, List<JsonBody.Scored> members) {
        Words add = Words.begin("ZADD", key);
        for (JsonBody.Scored one : members) {
            add.and(one.score(), one.member());
        }
        return add;
    }

    /** Adds members. */
    @POST
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Add members to a sorted set",
            description = "One that is there already gets the new score.",
            extensions = @Extension(name = "x-given", value = "ZADD board 10 ann"))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Scored.class),
                            example = "[{\"member\":\"ann\",\"score\":15},{\"member\":\"bob\",\"score\":20}]"))
    @APIResponse(
            responseCode = "200",
            description = "How many of them were new",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = SetResource.Added.class),
                            example = "{\"added\":1}"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> add(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            List<JsonBody.Scored> members = JsonBody.scored(body, Encoding.of(encoding));
            if (members.isEmpty()) {
                throw Refusal.badRequest("there is nothing to add");
            }
            byte[][] words = adding(Segment.decode(key), members).end();
            return Result.json(new SetResource.Added(Replies.whole(calls.call(words))));
        });
    }

    /** Deletes it. */
    @DELETE
    @Operation(summary = "Delete a sorted set", extensions = @Extension(name = "x-given", value = "ZADD board 10 ann"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoSuchKey")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key) {
        return requests.answer(context, calls -> WholeCollection.delete(calls, Segment.decode(key), TYPE));
    }

    /** A member's score and rank. */
    @GET
    @Path("/{member}")
    @Operation(
            summary = "Get a member's score and rank",
            extensions = @Extension(name = "x-given", value = "ZADD board 10 ann 20 bob 30 cid"))
    @APIResponse(
            responseCode = "200",
            description = "The member; the first one's rank is 0.",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Ranked.class),
                            example = "{\"member\":\"bob\",\"score\":20,\"rank\":1}"))
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> member(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "bob") @PathParam("member") @Encoded String member,
            @Parameter(
                            description = ORDER,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"asc", "desc"},
                                            defaultValue = "asc"))
                    @QueryParam("order")
                    @Nullable
                    String order,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] name = Segment.decode(key);
            byte[] who = Segment.decode(member);
            List<Reply> replies = calls.together(
                    Words.of("ZSCORE", name, who), Words.of(isDown(order) ? "ZREVRANK" : "ZRANK", name, who));
            if (replies.get(0) instanceof Reply.Nil) {
                throw Refusal.notFound("member");
            }
            return Result.json(new Ranked(as.text(who), Replies.score(replies.get(0)), Replies.whole(replies.get(1))));
        });
    }

    /** Sets a member's score. */
    @PUT
    @Path("/{member}")
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(summary = "Set a member's score")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = MemberScore.class),
                            example = "{\"score\":20}"))
    @APIResponse(responseCode = "201", description = "The member is new.")
    @APIResponse(responseCode = "204", description = "It had a score before.")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> putMember(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "bob") @PathParam("member") @Encoded
                    String member) {
        return requests.answer(context, (calls, body) -> {
            String score = JsonBody.properties(body).get("score");
            if (score == null) {
                throw Refusal.badRequest("the body must be {\"score\":…}");
            }
            return Result.stored(Replies.truth(calls.call("ZADD", Segment.decode(key), score, Segment.decode(member))));
        });
    }

    /** Adds to a member's score. */
    @POST
    @Path("/{member}/increment")
    @Operation(
            summary = "Add to a member's score",
            description = "A member that is not there has 0 before.",
            extensions = @Extension(name = "x-given", value = "ZADD board 10 ann"))
    @APIResponse(
            responseCode = "200",
            description = "The new score",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = MemberScore.class),
                            example = "{\"score\":12.5}"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> increment(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "ann") @PathParam("member") @Encoded String member,
            @Parameter(
                            description = "What to add; 1 where it is left out.",
                            schema = @Schema(type = SchemaType.NUMBER, defaultValue = "1"),
                            example = "2.5")
                    @QueryParam("by")
                    @Nullable
                    String by) {
        return requests.answer(context, calls -> {
            Reply score = calls.call("ZINCRBY", Segment.decode(key), by == null ? "1" : by, Segment.decode(member));
            return Result.json(new MemberScore(Replies.score(score)));
        });
    }

    /** Takes a member out. */
    @DELETE
    @Path("/{member}")
    @Operation(
            summary = "Take a member out of a sorted set",
            extensions = @Extension(name = "x-given", value = "ZADD board 10 ann"))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> remove(
            @Context RoutingContext context,
            @Parameter(description = Descriptions.KEY, example = "board") @PathParam("key") @Encoded String key,
            @Parameter(description = Descriptions.MEMBER, example = "ann") @PathParam("member") @Encoded
                    String member) {
        return requests.answer(context, calls -> {
            if (!Replies.truth(calls.call("ZREM", Segment.decode(key), Segment.decode(member)))) {
                throw Refusal.notFound("member");
            }
            return Result.status(204);
        });
    }

    /**
     * A score.
     *
     * @param score a double; infinite ones are the strings {@code inf} and {@code -inf}
     */
    public record MemberScore(@Schema(ref = "Score") Object score) {}

    /**
     * A member and its score.
     *
     * @param member what it is called
     * @param score a double; infinite ones are the strings {@code inf} and {@code -inf}
     */
    public record Scored(
            String member, @Schema(ref = "Score") Object score) {}

    /**
     * A member, its score and its rank.
     *
     * @param member what it is called
     * @param score a double; infinite ones are the strings {@code inf} and {@code -inf}
     * @param rank how many are before it
     */
    public record Ranked(
            String member, @Schema(ref = "Score") Object score, long rank) {}
}
