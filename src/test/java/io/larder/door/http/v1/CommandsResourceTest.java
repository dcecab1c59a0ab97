package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CommandsResourceTest extends ResourceTest {

    @Inject
    Dispatcher dispatcher;

    @Test
    void theTableIsListed() {
        CommandTable table = dispatcher.table();
        List<Map<String, Object>> all = given().get("/v1/commands")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("");
        assertEquals(
                table.rows().stream().map(row -> row.name()).toList(),
                all.stream().map(one -> one.get("name")).toList());
        for (Map<String, Object> one : all) {
            assertTrue(one.values().stream().allMatch(value -> value != null), one.toString());
        }
    }

    @Test
    void aCommandIsToldByItsRow() {
        for (String name : List.of("zadd", "ZADD")) {
            given().get("/v1/commands/" + name)
                    .then()
                    .statusCode(200)
                    .body("name", equalTo("ZADD"))
                    .body("group", equalTo("sorted-set"))
                    .body("since", equalTo("1.2.0"))
                    .body("arity", equalTo(-4))
                    .body("flags", hasItems("write", "fast"))
                    .body("categories", hasItem("@sortedset"))
                    .body("keys.first", equalTo(1))
                    .body("syntax", startsWith("<key>"))
                    .body("arguments[0].name", equalTo("key"))
                    .body("arguments[0].type", equalTo("key"))
                    .body("examples[0].command", startsWith("ZADD"));
        }
        raw().get("/v1/commands/object%20encoding").then().statusCode(200).body("name", equalTo("OBJECT ENCODING"));
        given().get("/v1/commands/OBJECT|ENCODING").then().statusCode(200).body("name", equalTo("OBJECT ENCODING"));
        given().get("/v1/commands/nothing").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void aCommandIsRun() {
        json("{\"arguments\":[\"k\",9007199254740993]}")
                .post("/v1/commands/set")
                .then()
                .body(equalTo("{\"result\":\"OK\"}"));
        json("{\"arguments\":[\"k\"]}").post("/v1/commands/GET").then().body("result", equalTo("9007199254740993"));
        json("{\"arguments\":[\"k\"]}").post("/v1/commands/INCR").then().body(equalTo("{\"result\":9007199254740994}"));
        json("{\"arguments\":[\"none\"]}").post("/v1/commands/GET").then().body(equalTo("{\"result\":null}"));
        given().post("/v1/commands/PING").then().body(equalTo("{\"result\":\"PONG\"}"));
        json("{}").post("/v1/commands/PING").then().body(equalTo("{\"result\":\"PONG\"}"));
        json("{\"arguments\":[]}").post("/v1/commands/PING").then().statusCode(200);
        run("ZADD", "z", 1.5, "a");
        json("{\"arguments\":[\"z\",0,-1,\"WITHSCORES\"]}")
                .post("/v1/commands/ZRANGE")
                .then()
                .body(equalTo("{\"result\":[\"a\",\"1.5\"]}"));
    }

    @Test
    void aSubcommandIsRun() {
        run("SET", "k", "v");
        for (String name : List.of("OBJECT%20ENCODING", "object%7Cencoding")) {
            raw().contentType("application/json")
                    .body("{\"arguments\":[\"k\"]}")
                    .post("/v1/commands/" + name)
                    .then()
                    .statusCode(200)
                    .body("result", equalTo("embstr"));
        }
        json("{\"arguments\":[\"ENCODING\",\"k\"]}")
                .post("/v1/commands/OBJECT")
                .then()
                .body("result", equalTo("embstr"));
    }

    @Test
    void stringsCanBeBase64() {
        json("{\"arguments\":[\"aw==\",\"AP8=\"]}")
                .post("/v1/commands/SET?encoding=base64")
                .then()
                .statusCode(200);
        json("{\"arguments\":[\"aw==\"]}")
                .post("/v1/commands/GET?encoding=base64")
                .then()
                .body("result", equalTo("AP8="));
    }

    @Test
    void aCommandThatAlwaysTakesLongIsRun() {
        run("MSET", "a", "1", "b", "2");
        assertEquals(2, this.<List<String>>run("KEYS", "*").size());
    }

    @Test
    void refusalsAreProblems() {
        run("SET", "k", "v");
        json("{\"arguments\":[\"k\",\"a\"]}")
                .post("/v1/commands/LPUSH")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("WRONGTYPE"));
        json("{\"arguments\":[]}")
                .post("/v1/commands/GET")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR wrong number of arguments for 'get' command"));
        json("{\"arguments\":[\"k\"]}")
                .post("/v1/commands/NOTHING")
                .then()
                .statusCode(404)
                .body("detail", startsWith("ERR unknown command 'NOTHING'"));
        json("{\"arguments\":[\"none\",\"b\"]}")
                .post("/v1/commands/RENAME")
                .then()
                .statusCode(404)
                .body("detail", equalTo("ERR no such key"));
        given().post("/v1/commands/MULTI").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "{\"arguments\":\"a\"}", "{\"args\":[]}", "{\"arguments\":[null]}", "{\"arguments\":[[1]]}"
            })
    void whatAreNoArgumentsAreRefused(String body) {
        json(body).post("/v1/commands/PING").then().statusCode(400).contentType("application/problem+json");
    }
}
