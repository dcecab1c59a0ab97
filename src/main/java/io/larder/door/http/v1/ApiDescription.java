package io.larder.door.http.v1;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/**
 * What the OpenAPI document says of this door as a whole, and what its operations share: they name it by {@code ref =
 * "…"}.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

    private static final String PREFIX = "/v1/";

    /** In the order of the page that shows them. */
    private static final List<Tag> TAGS = List.of(
            tag("Keys", "Values as bytes, and keys of every type"),
            tag("Hashes", "Fields with values"),
            tag("Lists", "Values in order"),
            tag("Sets", "Members without order"),
            tag("Sorted sets", "Members in the order of their scores"),
            tag("Leaderboards", "Members ranked by their scores, in seasons"),
            tag("Channels", "Messages to whoever listens, and to whoever comes back"),
            tag("Commands", "Everything else"));

    private static Tag tag(String name, String description) {
        return OASFactory.createTag().name(name).description(description);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        addParameters(components);
        addSchemas(components);
        addProblems(components);
        addTokens(document, components);
        document.setTags(TAGS);
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(PREFIX)) {
                item.getOperations().values().forEach(ApiDescription::addDefault);
            }
        });
    }

    private static void addParameters(Components components) {
        components.addParameter(
                "ttl",
                query("ttl", Schema.SchemaType.STRING)
                        .description("How long the key stays: in seconds, or with a unit, `500ms`, `30s`, `10m`, `2h`,"
                                + " `7d`. For good where it is left out."));
        components.addParameter(
                "encoding",
                query("encoding", Schema.SchemaType.STRING)
                        .description("`base64`: strings are in base64, in the body and in the answer, so that they can"
                                + " be any bytes. Left out, they are text; what is not UTF-8 is answered as U+FFFD."));
        components.getParameters().get("encoding").getSchema().addEnumeration("base64");
        components.addParameter(
                "by", query("by", Schema.SchemaType.NUMBER).description("What to add; 1 where it is left out."));
    }

    private static Parameter query(String name, Schema.SchemaType type) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .schema(OASFactory.createSchema().addType(type));
    }

    private static void addSchemas(Components components) {
        Schema text = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        components.addSchema(
                "Values",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.ARRAY)
                        .items(text)
                        .description("Strings. In a body also numbers and booleans, as they are spelt."));
        components.addSchema(
                "Hash",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .additionalPropertiesSchema(text)
                        .description("Fields with their values, which are strings. In a body also numbers and booleans,"
                                + " as they are spelt."));
        components.addSchema(
                "Fields",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .additionalPropertiesSchema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .addType(Schema.SchemaType.NULL))
                        .description("Fields with their values; null where one that was asked for is not there."));
        components.addSchema(
                "Score",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.NUMBER)
                        .addType(Schema.SchemaType.STRING)
                        .description("A double; an infinite one is the string `inf` or `-inf`."));
        components.addSchema(
                "Result",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .addProperty(
                                "result",
                                OASFactory.createSchema()
                                        .description("A string, an integer, null, or an array of them.")));
    }

    private static void addProblems(Components components) {
        components
                .addResponse("Problem", problem("The request is refused; the status says why."))
                .addResponse("NoSuchKey", problem("There is no such key."))
                .addResponse("NotThere", problem("What the path names is not there."))
                .addResponse("WrongType", problem("The key is of another type."))
                .addResponse("PreconditionFailed", problem("What the request wants to be true is not."))
                .addResponse("NoBoard", problem("There is no such leaderboard, or no such season of it."))
                .addResponse("UnsupportedMediaType", problem("The body is of a type that does not fit here."));
    }

    private static APIResponse problem(String description) {
        Content content = OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("Problem")));
        return OASFactory.createAPIResponse().description(description).content(content);
    }

    private static void addTokens(OpenAPI document, Components components) {
        components
                .addSecurityScheme(
                        "bearer",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("A token of the service, if it has any."))
                .addSecurityScheme(
                        "query",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.QUERY)
                                .name("_token")
                                .description("The same token in the URL, where there is no way to send a header."));
        document.setSecurity(List.of(
                OASFactory.createSecurityRequirement().addScheme("bearer"),
                OASFactory.createSecurityRequirement().addScheme("query"),
                // A service without tokens asks for none.
                OASFactory.createSecurityRequirement()));
    }

    private static void addDefault(Operation operation) {
        operation
                .getResponses()
                .addAPIResponse("default", OASFactory.createAPIResponse().ref("Problem"));
    }
}
