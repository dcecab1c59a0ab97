package io.larder.door.http.v1;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The entries of a leaderboard, or of a plain sorted set, in their order. */
@Path("/v1/leaderboards/{name}/entries")
@Produces(MediaTypes.JSON)
@Tag(name = "Leaderboards")
public class LeaderboardListResource implements Resource {

    static final String ORDER = "Of a plain sorted set, `asc` has low scores first. A leaderboard has its own order.";

    private static final String BOARD = LeaderboardResource.BOARD;

    private final Requests requests;

    LeaderboardListResource(Requests requests) {
        this.requests = requests;
    }

    /** Some of them. */
    @GET
    @Operation(
            summary = "List entries",
            description = "From the first one, from a position, from a cursor on (`next` and `prev` of an earlier"
                    + " answer), those of some members (`ids=a,b`, in the order of the board, and who is not on it),"
                    + " those with scores from `min` to `max`, or those around a `score`.",
            extensions = @Extension(name = "x-given", value = "ZADD scores 120 ann 90 bob"))
    @APIResponse(
            responseCode = "200",
            description = "The entries",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"entries\":[{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1,"
                                    + "\"metadata\":null,\"updated_at\":null},{\"id\":\"bob\",\"score\":90,\"rank\":2,"
                                    + "\"position\":2,\"metadata\":null,\"updated_at\":null}],\"next\":null,"
                                    + "\"prev\":null,\"total\":2,\"season\":null,\"seq\":0}"))
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> list(
            @Context RoutingContext context,
            @Parameter(description = LeaderboardResource.NAME, example = "scores") @PathParam("name") @Encoded
                    String name,
            @Parameter(description = "How many at most, 1 to 1000; 20 where it is left out.", example = "10")
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Where to go on.") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "The position to begin at, from 1.") @QueryParam("from") @Nullable String from,
            @Parameter(description = "Members, with commas between; the parameter may come more than once.")
                    @QueryParam("ids")
                    @Nullable
                    String ids,
            @Parameter(description = "The lowest score.") @QueryParam("min") @Nullable String min,
            @Parameter(description = "The highest score.") @QueryParam("max") @Nullable String max,
            @Parameter(description = "The first so many percent, rounded up, at most 1000 entries.")
                    @QueryParam("percent")
                    @Nullable
                    String percent,
            @Parameter(description = "A score to look around.") @QueryParam("score") @Nullable String score,
            @Parameter(description = LeaderboardResource.SEASON) @QueryParam("season") @Nullable String season,
            @Parameter(description = ORDER) @QueryParam("order") @Nullable String order,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Encoding as = Encoding.of(encoding);
            byte[] key = Segment.decode(name);
            Words words;
            if (ids != null) {
                words = Words.begin(BOARD, "RANKS", key, "FULL");
                which(words, season, order);
                List<byte[]> members = members(Query.all(context.request(), "ids"), as);
                words.and((long) members.size()).andAll(members);
                return Result.json(BoardJson.of(calls.call(words.end()), as));
            } else if (score != null) {
                words = Words.begin(BOARD, "AROUNDSCORE", key, score, "FULL");
            } else if (min != null || max != null) {
                words = Words.begin(
                        BOARD, "RANGEBYSCORE", key, min == null ? "-inf" : min, max == null ? "inf" : max, "FULL");
            } else if (percent != null) {
                words = Words.begin(BOARD, "TOP", key, "FULL", "PERCENT", percent);
            } else {
                words = Words.begin(BOARD, "LIST", key, "FULL");
                if (cursor != null) {
                    words.and("CURSOR", cursor);
                }
                if (from != null) {
                    words.and("FROM", from);
                }
            }
            if (limit != null) {
                words.and("LIMIT", limit);
            }
            which(words, season, order);
            return Result.json(BoardJson.of(calls.call(words.end()), as));
        });
    }

    /** Which season, and which order, if it is said. */
    static void which(Words words, @Nullable String season, @Nullable String order) {
        if (season != null) {
            words.and("SEASON", season);
        }
        if (order != null) {
            if (!order.equals("asc") && !order.equals("desc")) {
                throw Refusal.badRequest("order must be asc or desc");
            }
            words.and("ORDER", order);
        }
    }

    private static List<byte[]> members(List<byte[]> lists, Encoding as) {
        List<byte[]> members = new ArrayList<>();
        for (byte[] list : lists) {
            int start = 0;
            for (int i = 0; i <= list.length; i++) {
                if (i == list.length || list[i] == ',') {
                    byte[] word = java.util.Arrays.copyOfRange(list, start, i);
                    members.add(as == Encoding.TEXT ? word : as.bytes(Encoding.TEXT.text(word)));
                    start = i + 1;
                }
            }
        }
        return members;
    }
}
