package io.larder.door.http.v1;

import io.larder.command.Command;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** All commands: what each of them is, and a way to run it. */
@Path("/v1/commands")
@Produces(MediaTypes.JSON)
@Tag(name = "Commands")
public class CommandsResource implements Resource {

    private static final String NAME =
            "The command's name, in either case; a subcommand's two words with a space or `|` between.";

    private static final String DBSIZE = "{\"name\":\"DBSIZE\","
            + "\"summary\":\"Counts the keys; some of them may have expired.\",\"since\":\"1.0.0\","
            + "\"group\":\"server\",\"complexity\":\"O(1)\",\"arity\":1,\"syntax\":\"\",\"arguments\":[],"
            + "\"flags\":[\"readonly\",\"fast\"],\"categories\":[\"@keyspace\",\"@read\",\"@fast\"],"
            + "\"keys\":{\"first\":0,\"last\":0,\"step\":0,\"count\":0,\"options\":[]},"
            + "\"examples\":[{\"command\":\"MSET one 1 two 2\",\"reply\":\"OK\"},"
            + "{\"command\":\"DBSIZE\",\"reply\":\"(integer) 2\"}]}";

    private final Requests requests;
    private final Limits limits;

    CommandsResource(Requests requests, Limits limits) {
        this.requests = requests;
        this.limits = limits;
    }

    /** All of them. */
    @GET
    @Operation(
            summary = "List all commands",
            extensions = @Extension(name = "x-part", value = "true", parseValue = true))
    @APIResponse(
            responseCode = "200",
            description = "The commands, in the order of their names",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = CommandDescription.class),
                            example = "[" + DBSIZE + "]"))
    public Uni<Response> list(@Context RoutingContext context) {
        return requests.answer(context, calls -> {
            List<CommandDescription> all = new ArrayList<>();
            for (Command<?> row : calls.table().rows()) {
                all.add(CommandDescription.of(row));
            }
            return Result.json(all);
        });
    }

    /** One of them. */
    @GET
    @Path("/{name}")
    @Operation(summary = "Get what a command is")
    @APIResponse(
            responseCode = "200",
            description = "The command",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = CommandDescription.class),
                            example = DBSIZE))
    @APIResponse(responseCode = "404", ref = "NotThere")
    public Uni<Response> get(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "DBSIZE") @PathParam("name") @Encoded String name) {
        return requests.answer(context, calls -> {
            Command<?> row = calls.table().row(text(name));
            if (row == null) {
                throw Refusal.notFound("command");
            }
            return Result.json(CommandDescription.of(row));
        });
    }

    /** Runs one. */
    @POST
    @Path("/{name}")
    @Consumes({MediaTypes.JSON, MediaTypes.FORM, MediaTypes.TEXT})
    @Operation(
            summary = "Run a command",
            description = "Any command. The result is as in RESP2: integers are numbers, doubles are strings, maps are"
                    + " arrays of names and values in turn, nothing is null.",
            extensions = @Extension(name = "x-given", value = "SET greeting hello"))
    @RequestBody(
            description = "The arguments; a number is passed on as it is spelt.",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(implementation = Arguments.class),
                            example = "{\"arguments\":[\"greeting\"]}"))
    @APIResponse(
            responseCode = "200",
            description = "What the command answers",
            content =
                    @Content(
                            mediaType = MediaTypes.JSON,
                            schema = @Schema(ref = "Result"),
                            example = "{\"result\":\"hello\"}"))
    @APIResponse(responseCode = "404", ref = "NotThere")
    @APIResponse(responseCode = "409", ref = "WrongType")
    public Uni<Response> run(
            @Context RoutingContext context,
            @Parameter(description = NAME, example = "GET") @PathParam("name") @Encoded String name,
            @Parameter(ref = "encoding") @QueryParam("encoding") @Nullable String encoding) {
        return requests.answer(context, (calls, body) -> {
            Encoding as = Encoding.of(encoding);
            Words words = Words.begin();
            for (String word : text(name).split("[ |]")) {
                words.and(word);
            }
            if (body.length > 0) {
                words.andAll(JsonBody.arguments(body, as));
            }
            Output output = new Output(limits.answer());
            try {
                new JsonEncoder(output, as == Encoding.BASE64)
                        .answer(calls.as(as).call(words.end()));
            } catch (Output.Full signal) {
                throw Result.tooLarge(limits.answer());
            }
            return Result.bytes(MediaTypes.JSON, output.toBytes());
        });
    }

    private static String text(String name) {
        return new String(Segment.decode(name), StandardCharsets.UTF_8);
    }

    /**
     * What a command is given.
     *
     * @param arguments without its name
     */
    public record Arguments(
            @Schema(type = SchemaType.ARRAY, ref = "Values") List<String> arguments) {}
}
