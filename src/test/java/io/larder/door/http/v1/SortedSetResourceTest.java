package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SortedSetResourceTest extends ResourceTest {

    @Test
    void aSortedSetIsAnArrayInOrder() {
        json("[{\"member\":\"bob\",\"score\":2.5},{\"score\":-1e3,\"member\":\"ann\",\"note\":[1]}]")
                .put("/v1/sorted-sets/z?ttl=1h")
                .then()
                .statusCode(201);
        given().get("/v1/sorted-sets/z")
                .then()
                .statusCode(200)
                .body(equalTo("[{\"member\":\"ann\",\"score\":-1000},{\"member\":\"bob\",\"score\":2.5}]"));
        assertTrue(this.<Integer>run("TTL", "z") > 3_590);
        json("[{\"member\":\"ann\",\"score\":1},{\"member\":\"cid\",\"score\":3}]")
                .post("/v1/sorted-sets/z")
                .then()
                .statusCode(200)
                .body("added", equalTo(1));
        json("[]").put("/v1/sorted-sets/z").then().statusCode(204);
        given().get("/v1/sorted-sets/z").then().statusCode(404);
        given().delete("/v1/sorted-sets/z").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "'', abcde",
        "limit=2, ab",
        "limit=0, ''",
        "offset=1&limit=2, bc",
        "offset=4&limit=9223372036854775807, e",
        "offset=9, ''",
        "order=desc, edcba",
        "order=desc&limit=2, ed",
        "order=desc&offset=1&limit=2, dc",
        "order=asc&limit=1, a",
        "min=2, bcde",
        "max=2, ab",
        "min=2&max=4, bcd",
        "min=(2&max=(4, c",
        "min=2&max=4&order=desc, dcb",
        "min=2&order=desc&limit=2, ed",
        "min=2&offset=1&limit=2, cd",
        "min=2&limit=0, ''",
        "max=-inf, ''",
        "min=-inf&max=%2Binf, abcde"
    })
    void aPartIsGivenByRankOrScore(String query, String expected) {
        run("ZADD", "z", 1, "a", 2, "b", 3, "c", 4, "d", 5, "e");
        List<String> members = raw().get("/v1/sorted-sets/z" + (query.isEmpty() ? "" : "?" + query))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("member");
        assertEquals(expected, String.join("", members));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=-1", "limit=x", "offset=-1", "order=up", "min=x", "encoding=x"})
    void aPartThatMakesNoSenseIsRefused(String query) {
        run("ZADD", "z", 1, "a");
        given().get("/v1/sorted-sets/z?" + query).then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void scoresAreExact() {
        json("[{\"member\":\"a\",\"score\":9007199254740991},{\"member\":\"b\",\"score\":0.1},"
                        + "{\"member\":\"c\",\"score\":\"inf\"},{\"member\":\"d\",\"score\":\"-inf\"},"
                        + "{\"member\":\"e\",\"score\":1e300}]")
                .put("/v1/sorted-sets/z")
                .then()
                .statusCode(201);
        given().get("/v1/sorted-sets/z")
                .then()
                .body(equalTo("[{\"member\":\"d\",\"score\":\"-inf\"},{\"member\":\"b\",\"score\":0.1},"
                        + "{\"member\":\"a\",\"score\":9007199254740991},{\"member\":\"e\",\"score\":1.0E300},"
                        + "{\"member\":\"c\",\"score\":\"inf\"}]"));
    }

    @Test
    void aMemberHasAScoreAndARank() {
        run("ZADD", "z", 1, "a", 2, "b", 3, "c");
        given().get("/v1/sorted-sets/z/c").then().body(equalTo("{\"member\":\"c\",\"score\":3,\"rank\":2}"));
        given().get("/v1/sorted-sets/z/c?order=desc").then().body("rank", equalTo(0));
        given().get("/v1/sorted-sets/z/none").then().statusCode(404).body("detail", equalTo("no such member"));
        given().get("/v1/sorted-sets/none/a").then().statusCode(404);
        json("{\"score\":9}").put("/v1/sorted-sets/z/a").then().statusCode(204);
        json("{\"score\":4}").put("/v1/sorted-sets/z/d").then().statusCode(201);
        given().get("/v1/sorted-sets/z/a").then().body("rank", equalTo(3));
        given().post("/v1/sorted-sets/z/a/increment").then().statusCode(200).body("score", equalTo(10));
        given().post("/v1/sorted-sets/z/a/increment?by=-0.5").then().body("score", equalTo(9.5f));
        given().post("/v1/sorted-sets/z/new/increment?by=inf").then().body("score", equalTo("inf"));
        given().delete("/v1/sorted-sets/z/a").then().statusCode(204);
        given().delete("/v1/sorted-sets/z/a").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2Fb", "%2E%2E", "%FF", "increment", ""})
    void aMemberHasAPath(String member) {
        String path = "/v1/sorted-sets/z/" + member;
        assertEquals(201, send("PUT", path, "{\"score\":1}").statusCode());
        assertEquals(200, send("GET", path + "?encoding=base64", "").statusCode());
        assertEquals(200, send("POST", path + "/increment", "").statusCode());
        assertEquals(
                "2", this.<List<String>>run("ZRANGE", "z", 0, -1, "WITHSCORES").get(1));
        assertEquals(204, send("DELETE", path, "").statusCode());
    }

    @Test
    void otherTypesAreLeftAlone() {
        run("SET", "k", "v");
        for (int status : new int[] {
            given().get("/v1/sorted-sets/k").statusCode(),
            json("[{\"member\":\"a\",\"score\":1}]").put("/v1/sorted-sets/k").statusCode(),
            json("[{\"member\":\"a\",\"score\":1}]").post("/v1/sorted-sets/k").statusCode(),
            given().delete("/v1/sorted-sets/k").statusCode(),
            given().get("/v1/sorted-sets/k/m").statusCode(),
            json("{\"score\":1}").put("/v1/sorted-sets/k/m").statusCode(),
            given().post("/v1/sorted-sets/k/m/increment").statusCode(),
            given().delete("/v1/sorted-sets/k/m").statusCode()
        }) {
            assertEquals(409, status);
        }
        assertEquals("v", run("GET", "k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "[{\"member\":\"a\"}]",
                "[{\"score\":1}]",
                "[{\"member\":\"a\",\"score\":\"x\"}]",
                "[{\"member\":\"a\",\"score\":null}]",
                "[{\"member\":[],\"score\":1}]"
            })
    void whatIsNoSortedSetIsRefused(String body) {
        json(body).put("/v1/sorted-sets/z").then().statusCode(400).contentType("application/problem+json");
        json(body).post("/v1/sorted-sets/z").then().statusCode(400);
        json(body).put("/v1/sorted-sets/z/m").then().statusCode(400);
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }
}
