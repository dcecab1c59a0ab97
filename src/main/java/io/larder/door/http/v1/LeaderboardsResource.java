package io.larder.door.http.v1;

import io.larder.command.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All leaderboards. */
@Path("/v1/leaderboards")
@Produces(MediaTypes.JSON)
@Tag(name = "Leaderboards")
public class LeaderboardsResource implements Resource {

    private static final String END = "0";

    private final Requests requests;

    LeaderboardsResource(Requests requests) {
        this.requests = requests;
    }

    /** Some of them. */
    @GET
    @Operation(
            summary = "List leaderboards",
            description =
                    "In no order, page by page: ask again with the `cursor` of the answer until that is null. One that"
                            + " is there all the while is listed at least once. A page can have some more or fewer than"
                            + " `limit`.",
            extensions = @Extension(name = "x-given", value = LeaderboardResource.DEFINED))
    @APIResponse(
            responseCode = "200",
            description = "Some leaderboards with their definitions",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"leaderboards\":[{\"name\":\"scores\",\"definition\":{\"order\":\"desc\","
                                    + "\"keep\":\"best\",\"ties\":\"first\",\"decimals\":0,\"big\":false,"
                                    + "\"submits_per_s\":10,\"ttl_s\":0,\"client_submit\":false,"
                                    + "\"client_read\":false,\"feeds\":[],\"season\":{\"zone\":\"UTC\",\"keep\":10,"
                                    + "\"grace_s\":0}},\"season\":\"1970-01-01T00:00:00Z\",\"end\":null,\"total\":0}],"
                                    + "\"cursor\":null}"))
    public Uni<Response> list(
            @Context RoutingContext context,
            @Parameter(description = "What the last page answered; left out for the first.")
                    @QueryParam("cursor")
                    @Nullable
                    String cursor,
            @Parameter(description = "About how many, 1 to 100; 20 where it is left out.", example = "10")
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, calls -> {
            Words words = Words.begin(LeaderboardResource.BOARD, "BOARDS");
            if (cursor != null) {
                words.and("CURSOR", cursor);
            }
            if (limit != null) {
                words.and("LIMIT", limit);
            }
            List<Reply> page = Replies.items(calls.call(words.end()));
            String next = Replies.text(page.get(3));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("leaderboards", BoardJson.of(page.get(1), Encoding.of(encoding)));
            answer.put("cursor", next.equals(END) ? null : next);
            return Result.json(answer);
        });
    }
}
