package io.larder.door.http.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
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

/** A leaderboard as a whole: its definition, scores that come in, its seasons. */
@Path("/v1/leaderboards/{name}")
@Produces(MediaTypes.JSON)
@Tag(name = "Leaderboards")
public class LeaderboardResource implements Resource {

    static final String BOARD = "LEADERBOARD";
    static final String NAME = "The leaderboard's key, percent-encoded.";
    static final String SEASON = "The id of a season, as `/seasons` lists them; the present one where it is left out.";
    static final String DEFINED = "LEADERBOARD DEFINE scores {}";

    private static final String DEFINITION = "{\"order\":\"desc\",\"keep\":\"best\",\"ties\":\"first\",\"decimals\":0,"
            + "\"big\":false,\"submits_per_s\":10,\"ttl_s\":0,\"client_submit\":false,"
            + "\"client_read\":false,\"feeds\":[],\"season\":{\"zone\":\"UTC\",\"keep\":10,\"grace_s\":0}}";

    private final Requests requests;

    LeaderboardResource(Requests requests) {
        this.requests = requests;
    }

    /** Defines it. */
    @PUT
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Define a leaderboard",
            description = "What is left out has its default. `order`: desc or asc. `keep`: best, last, sum or first."
                    + " `ties`: first (who reached the score first ranks first), shared (1 2 2 4), dense (1 2 2 3) or"
                    + " member. `decimals`: 0 to 6. `big`: scores of 64 bits, as strings. `min`, `max`, `max_gain`,"
                    + " `max_gain_hour`, `submits_per_s`: limits. `ttl_s`: how long an entry stays. `season`: `every`"
                    + " (hour, day, week, month) or `cron`, `zone`, `keep`, `grace_s`. `feeds`: further leaderboards"
                    + " that take each score too. `client_read`: users with a JWT may read it; `client_submit`: and"
                    + " submit scores of their own.",
            extensions = @Extension(name = "x-given", value = DEFINED))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"order\":\"desc\",\"keep\":\"best\",\"season\":{\"every\":\"week\"}}"))
    @APIResponse(responseCode = "201", description = "The leaderboard is new.")
    @APIResponse(
            responseCode = "200",
            description = "It was there, and has this definition now.",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"order\":\"desc\",\"keep\":\"best\",\"ties\":\"first\",\"decimals\":0,"
                                    + "\"big\":false,\"submits_per_s\":10,\"ttl_s\":0,\"client_submit\":false,"
                                    + "\"client_read\":false,\"feeds\":[],\"season\":{\"every\":\"week\","
                                    + "\"zone\":\"UTC\",\"keep\":10,\"grace_s\":0}}"))
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> put(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "scores") @PathParam("name") @Encoded String name) {
        return requests.answer(context, (calls, body) -> {
            byte[] key = Segment.decode(name);
            List<Reply> replies =
                    calls.together(Words.of(BOARD, "DEFINE", key, body), Words.of(BOARD, "DEFINITION", key));
            return Replies.truth(replies.get(0)) ? Result.status(201) : Result.json(raw(replies.get(1)));
        });
    }

    /** Its definition. */
    @GET
    @Operation(
            summary = "Get a leaderboard's definition",
            description = "With all defaults in their places, and the present season.",
            extensions = @Extension(name = "x-given", value = DEFINED))
    @APIResponse(
            responseCode = "200",
            description = "The definition",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"definition\":" + DEFINITION + ",\"season\":\"1970-01-01T00:00:00Z\","
                                    + "\"end\":null,\"total\":0}"))
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "scores") @PathParam("name") @Encoded String name) {
        return requests.answer(context, calls -> {
            byte[] key = Segment.decode(name);
            List<Reply> replies = calls.together(Words.of(BOARD, "DEFINITION", key), Words.of(BOARD, "SEASONS", key));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("definition", raw(replies.get(0)));
            Object season = BoardJson.of(Replies.items(replies.get(1)).get(0), Encoding.TEXT);
            ((Map<?, ?>) season).forEach((field, value) -> answer.put((String) field, value));
            answer.remove("present");
            return Result.json(answer);
        });
    }

    /** JSON as the command has it. */
    private static RawValue raw(Reply reply) {
        return new RawValue(new String(Replies.bytes(reply), StandardCharsets.UTF_8));
    }

    /** Deletes it. */
    @DELETE
    @Operation(
            summary = "Delete a leaderboard",
            description = "With all its seasons.",
            extensions = @Extension(name = "x-given", value = DEFINED))
    @APIResponse(responseCode = "204", description = "It is gone.")
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> delete(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "scores") @PathParam("name") @Encoded String name) {
        return requests.answer(context, calls -> {
            if (!Replies.truth(calls.call(BOARD, "DROP", Segment.decode(name)))) {
                throw BoardCode.NO_BOARD.refusal("no such leaderboard");
            }
            return Result.status(204);
        });
    }

    /** Takes a score, or many. */
    @POST
    @Path("/scores")
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Submit a score, or up to 1000",
            description = "One: `{\"id\":\"ann\",\"score\":120,\"metadata\":{…}}`; a score is a number or a string."
                    + " Many: `{\"scores\":[…]}`, carried out in order, each with its own result or problem at the same"
                    + " place; with `\"atomic\":true` all or none. `season` in the body pins the season that is"
                    + " meant. The answer has the rank before, from the same step. Where the definition says"
                    + " `client_submit`, a user may submit one score with a JWT as the token, as in"
                    + " `{\"score\":120}`: the id is then the token's `sub`, also where it is left out.",
            extensions = @Extension(name = "x-given", value = DEFINED))
    @Parameter(
            name = "Idempotency-Key",
            in = ParameterIn.HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "One score with the same key within ten minutes is carried out once.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"id\":\"ann\",\"score\":120,\"metadata\":{\"lap\":3}}"))
    @APIResponse(
            responseCode = "200",
            description = "What it has done",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1,"
                                    + "\"previous_score\":null,\"previous_rank\":null,\"changed\":true,\"total\":1,"
                                    + "\"season\":\"1970-01-01T00:00:00Z\",\"seq\":1}"))
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> submit(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "scores") @PathParam("name") @Encoded String name,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        String once = context.request().getHeader("Idempotency-Key");
        return requests.answer(context, (calls, body) -> {
            Encoding as = Encoding.of(encoding);
            byte[] key = Segment.decode(name);
            JsonNode json = BoardJson.body(body);
            if (json.has("scores")) {
                return many(calls, key, json, as);
            }
            Words words =
                    Words.begin(BOARD, "SUBMIT", key, BoardJson.id(json, as, calls.user()), BoardJson.score(json));
            byte[] metadata = BoardJson.metadata(json);
            if (metadata != null) {
                words.and("METADATA", metadata);
            }
            season(json, words);
            if (once != null) {
                words.and("ID", once);
            }
            return Result.json(BoardJson.of(calls.call(words.end()), as));
        });
    }

    private static void season(JsonNode json, Words words) {
        if (json.path("season").isTextual()) {
            words.and("SEASON", json.path("season").textValue());
        }
    }

    private static Result many(Calls calls, byte[] key, JsonNode json, Encoding as) {
        JsonNode scores = json.path("scores");
        if (!scores.isArray() || scores.isEmpty() || scores.size() > 1000) {
            throw BoardCode.BAD_COUNT.refusal("scores is an array of 1 to 1000");
        }
        Words words = Words.begin(BOARD, "SUBMITMANY", key, "WITHMETADATA");
        if (json.path("atomic").asBoolean()) {
            words.and("ATOMIC");
        }
        season(json, words);
        words.and((long) scores.size());
        for (JsonNode one : scores) {
            byte[] metadata = BoardJson.metadata(one);
            words.and(BoardJson.id(one, as, null), BoardJson.score(one), metadata == null ? new byte[0] : metadata);
        }
        List<Reply> replies = Replies.items(calls.call(words.end()));
        return Result.json(Map.of("results", BoardJson.batch(replies, as)));
    }

    /** Its seasons. */
    @GET
    @Path("/seasons")
    @Operation(
            summary = "List the seasons",
            description = "The present one first, then those that have ended and are kept.",
            extensions = @Extension(name = "x-given", value = DEFINED))
    @APIResponse(
            responseCode = "200",
            description = "The seasons",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class),
                            example = "[{\"season\":\"1970-01-01T00:00:00Z\",\"end\":null,\"total\":0,"
                                    + "\"present\":true}]"))
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> seasons(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "scores") @PathParam("name") @Encoded String name) {
        return requests.answer(
                context,
                calls -> Result.json(BoardJson.of(calls.call(BOARD, "SEASONS", Segment.decode(name)), Encoding.TEXT)));
    }

    /** Ends the present season. */
    @POST
    @Path("/reset")
    @Operation(
            summary = "End the present season now",
            description = "Its final order stays readable; the schedule stays as it is.",
            extensions = {@Extension(name = "x-given", value = DEFINED), @Extension(name = "x-varies", value = "season")
            })
    @APIResponse(
            responseCode = "200",
            description = "The season that has ended, and the one that has begun",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"ended\":\"1970-01-01T00:00:00Z\",\"season\":\"2026-11-16T09:30:00.5Z\"}"))
    @APIResponse(responseCode = "404", ref = "NoBoard")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> reset(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "scores") @PathParam("name") @Encoded String name) {
        return requests.answer(
                context,
                calls -> Result.json(BoardJson.of(calls.call(BOARD, "RESET", Segment.decode(name)), Encoding.TEXT)));
    }
}
