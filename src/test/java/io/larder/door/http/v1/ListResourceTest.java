package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ListResourceTest extends ResourceTest {

    @Test
    void aListIsAnArray() {
        json("[\"a\",1,true,2.50,\"é\"]").put("/v1/lists/l").then().statusCode(201);
        given().get("/v1/lists/l").then().statusCode(200).body("", equalTo(List.of("a", "1", "true", "2.50", "é")));
        json("[\"x\"]").put("/v1/lists/l?ttl=1h").then().statusCode(204);
        assertTrue(this.<Integer>run("TTL", "l") > 3_590);
        json("[]").put("/v1/lists/l").then().statusCode(204);
        given().get("/v1/lists/l").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({"0,-1,abcd", "1,2,bc", "-2,-1,cd", "3,1,''", "9,99,''", "2,99,cd"})
    void aPartIsGivenByPositions(String from, String to, String expected) {
        run("RPUSH", "l", "a", "b", "c", "d");
        List<String> part = given().get("/v1/lists/l?from=" + from + "&to=" + to)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("");
        assertEquals(expected, String.join("", part));
    }

    @Test
    void valuesArePushedAndPopped() {
        json("[\"b\",\"c\"]").post("/v1/lists/l").then().statusCode(200).body("length", equalTo(2));
        json("[\"a\",\"z\"]").post("/v1/lists/l?side=left").then().body("length", equalTo(4));
        given().get("/v1/lists/l").then().body("", equalTo(List.of("z", "a", "b", "c")));
        given().post("/v1/lists/l/pop").then().statusCode(200).body("", equalTo(List.of("z")));
        given().post("/v1/lists/l/pop?side=right&count=2").then().body("", equalTo(List.of("c", "b")));
        given().post("/v1/lists/l/pop?count=9").then().body("", equalTo(List.of("a")));
        given().post("/v1/lists/l/pop").then().statusCode(200).body("", empty());
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void aPositionIsItsBytes() {
        run("RPUSH", "l", "a", "b", "c");
        assertEquals("c", text(send("GET", "/v1/lists/l/-1", "")));
        assertEquals(204, send("PUT", "/v1/lists/l/1", "ü").statusCode());
        assertEquals("ü", text(send("GET", "/v1/lists/l/1", "")));
        given().get("/v1/lists/l/3").then().statusCode(404).contentType("application/problem+json");
        given().get("/v1/lists/none/0").then().statusCode(404);
        given().body("v").put("/v1/lists/l/3").then().statusCode(404);
        given().body("v").put("/v1/lists/none/0").then().statusCode(404);
        given().get("/v1/lists/l/x")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR value is not an integer or out of range"));
    }

    @Test
    void anyBytesAreValues() {
        json("[\"AP8=\"]").post("/v1/lists/l?encoding=base64").then().statusCode(200);
        given().get("/v1/lists/l?encoding=base64").then().body("", equalTo(List.of("AP8=")));
        assertArrayEquals(
                new byte[] {0, (byte) 0xff}, send("GET", "/v1/lists/l/0", "").body());
        given().post("/v1/lists/l/pop?encoding=base64").then().body("", equalTo(List.of("AP8=")));
    }

    @Test
    void otherTypesAreLeftAlone() {
        run("SET", "k", "v");
        for (int status : new int[] {
            given().get("/v1/lists/k").statusCode(),
            json("[1]").put("/v1/lists/k").statusCode(),
            json("[1]").post("/v1/lists/k").statusCode(),
            given().post("/v1/lists/k/pop").statusCode(),
            given().delete("/v1/lists/k").statusCode(),
            given().get("/v1/lists/k/0").statusCode(),
            given().body("v").put("/v1/lists/k/0").statusCode()
        }) {
            assertEquals(409, status);
        }
        assertEquals("v", run("GET", "k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\"a\"", "[null]", "[[1]]", "[{}]", "[1", "[1,]", "[1] 2"})
    void whatIsNoListIsRefused(String body) {
        json(body).put("/v1/lists/l").then().statusCode(400).contentType("application/problem+json");
        json(body).post("/v1/lists/l").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?from=x", "?to=1.5", "?encoding=x"})
    void aPartThatMakesNoSenseIsRefused(String query) {
        run("RPUSH", "l", "a");
        given().get("/v1/lists/l" + query).then().statusCode(400);
    }

    @Test
    void sidesAndCountsThatMakeNoSenseAreRefused() {
        json("[]").post("/v1/lists/l").then().statusCode(400);
        json("[1]").post("/v1/lists/l?side=up").then().statusCode(400);
        given().post("/v1/lists/l/pop?side=up").then().statusCode(400);
        given().post("/v1/lists/l/pop?count=-1").then().statusCode(400);
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }
}
