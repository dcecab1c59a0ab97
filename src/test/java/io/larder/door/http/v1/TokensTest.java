package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** A service with tokens, and with small limits. */
@QuarkusTest
@TestProfile(TokensTest.Strict.class)
class TokensTest extends ResourceTest {

    private static final String SECRET = "a secret of thirty-two bytes or more";

    public static final class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "larder.auth.token", "full-token",
                    "larder.auth.read-only-token", "read-token",
                    "larder.auth.jwt.hmac-secret", SECRET,
                    "larder.http.max-answer", "64K");
        }
    }

    @Override
    RequestSpecification as(RequestSpecification request) {
        return request.auth().oauth2("full-token");
    }

    private static RequestSpecification reader() {
        return given().auth().oauth2("read-token");
    }

    @Test
    void withoutATokenNobodyComesIn() {
        Stream.of(given(), given().auth().oauth2("wrong"), given().queryParam("_token", "wrong"))
                .forEach(request -> request.get("/v1/keys/k")
                        .then()
                        .statusCode(401)
                        .contentType("application/problem+json")
                        .header("WWW-Authenticate", "Bearer")
                        .body("code", equalTo("WRONGPASS"))
                        .body("detail", equalTo("WRONGPASS invalid or missing auth token")));
        given().body("v").put("/v1/keys/k").then().statusCode(401);
        given().post("/v1/commands/PING").then().statusCode(401);
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void whatMayBeDoneIsToldToEveryone() {
        given().options("/v1/keys/k").then().statusCode(204);
    }

    @Test
    void theTokenComesByHeaderOrQuery() {
        as(given()).body("v").put("/v1/keys/k").then().statusCode(201);
        given().queryParam("_token", "full-token").get("/v1/keys/k").then().statusCode(200);
        given().queryParam("_token", "read-token").get("/v1/keys/k").then().statusCode(200);
        reader().get("/v1/keys/k").then().body(equalTo("v"));
        // Pages of any origin: they need the token too.
        reader().header("Origin", "https://anywhere.example")
                .get("/v1/keys/k")
                .then()
                .statusCode(200);
    }

    private static Stream<Response> writes() {
        return Stream.<java.util.function.Supplier<Response>>of(
                        () -> reader().body("w").put("/v1/keys/k"),
                        () -> reader().body("w").header("If-Match", "*").put("/v1/keys/k"),
                        () -> reader().body("w").header("If-None-Match", "*").put("/v1/keys/new"),
                        () -> reader().delete("/v1/keys/k"),
                        () -> reader().delete("/v1/keys?prefix=k"),
                        () -> reader().get("/v1/keys"),
                        () -> reader().post("/v1/keys/n/increment"),
                        () -> reader().contentType("application/json")
                                .body("{\"ttl\":1}")
                                .put("/v1/keys/k/ttl"),
                        () -> reader().delete("/v1/keys/k/ttl"),
                        () -> reader().contentType("application/json")
                                .body("{\"a\":1}")
                                .put("/v1/hashes/h"),
                        () -> reader().contentType("application/json")
                                .body("{\"a\":1}")
                                .patch("/v1/hashes/h"),
                        () -> reader().body("v").put("/v1/hashes/h/f"),
                        () -> reader().contentType("application/json")
                                .body("[1]")
                                .post("/v1/lists/l"),
                        () -> reader().post("/v1/lists/l/pop"),
                        () -> reader().put("/v1/sets/s/m"),
                        () -> reader().contentType("application/json")
                                .body("{\"score\":1}")
                                .put("/v1/sorted-sets/z/m"),
                        () -> reader().contentType("application/json")
                                .body("{\"arguments\":[\"k\",\"v\"]}")
                                .post("/v1/commands/SET"))
                .map(java.util.function.Supplier::get);
    }

    @Test
    void whoMayOnlyReadChangesNothing() {
        run("SET", "k", "v");
        writes().forEach(answer -> answer.then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("NOPERM"))
                .body("detail", startsWith("NOPERM this user has no permissions to run the '")));
        assertEquals("v", run("GET", "k"));
        assertEquals(1, this.<Integer>run("DBSIZE"));
    }

    @Test
    void whoMayOnlyReadReads() {
        run("SET", "k", "v");
        run("HSET", "h", "f", "v");
        reader().get("/v1/keys/k").then().statusCode(200);
        reader().get("/v1/keys/k/ttl").then().statusCode(200);
        reader().get("/v1/hashes/h").then().statusCode(200);
        reader().get("/v1/commands/GET").then().statusCode(200);
    }

    @Test
    void anAnswerOverTheLimitIsRefused() {
        run("RPUSH", "l", "x".repeat(40_000), "y".repeat(40_000));
        as(given())
                .get("/v1/lists/l")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR max response size exceeded. Limit: 65536 bytes"));
        as(given())
                .contentType("application/json")
                .body("{\"arguments\":[\"l\",0,-1]}")
                .post("/v1/commands/LRANGE")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR max response size exceeded. Limit: 65536 bytes"));
        as(given()).get("/v1/lists/l?to=0").then().statusCode(200);
    }

    private static RequestSpecification user(String claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)));
        signature.setPayload(claims);
        try {
            return given().contentType("application/json").auth().oauth2(signature.getCompactSerialization());
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aUserSubmitsToABoardThatTakesScoresFromUsers() {
        run("LEADERBOARD DEFINE", "b", "{\"client_submit\":true,\"max\":100}");
        run("LEADERBOARD SUBMIT", "b", "bob", "50");
        String scores = "/v1/leaderboards/b/scores";
        user("{\"sub\":\"ann\"}")
                .body("{\"score\":60,\"metadata\":{\"lap\":3}}")
                .post(scores)
                .then()
                .statusCode(200)
                .body("id", equalTo("ann"))
                .body("rank", equalTo(1))
                .body("total", equalTo(2));
        user("{\"sub\":\"ann\"}")
                .body("{\"id\":\"ann\",\"score\":61}")
                .post(scores)
                .then()
                .statusCode(200);
        for (String body : List.of("{\"id\":\"bob\",\"score\":61}", "{\"scores\":[{\"id\":\"ann\",\"score\":61}]}")) {
            user("{\"sub\":\"ann\"}")
                    .body(body)
                    .post(scores)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("NOPERM"));
        }
        user("{\"sub\":\"ann\"}").body("{\"score\":101}").post(scores).then().statusCode(422);
        user("{\"sub\":\"ann\",\"exp\":1}")
                .body("{\"score\":62}")
                .post(scores)
                .then()
                .statusCode(401)
                .body("detail", equalTo("WRONGPASS the token has expired"));
        user("{}").body("{\"score\":62}").post(scores).then().statusCode(400);
        // Without an id there is nobody whom anyone else could mean.
        json("{\"score\":62}").post(scores).then().statusCode(400);
    }

    @Test
    void aUserReadsBoardsAndNothingElse() {
        run("LEADERBOARD DEFINE", "b", "{\"client_read\":true}");
        run("LEADERBOARD DEFINE", "closed", "{}");
        run("LEADERBOARD SUBMIT", "b", "ann", "50");
        run("SET", "k", "v");
        for (String path : List.of("entries", "entries/ann", "entries/ann/around", "seasons")) {
            user("{\"sub\":\"ann\"}").get("/v1/leaderboards/b/" + path).then().statusCode(200);
            user("{\"sub\":\"ann\"}")
                    .get("/v1/leaderboards/closed/" + path)
                    .then()
                    .statusCode(403);
        }
        for (String path : List.of(
                "/v1/leaderboards/b",
                "/v1/keys/k",
                "/v1/keys",
                "/get/k",
                "/v1/channels/c",
                "/subscribe/c",
                "/monitor")) {
            int status = user("{\"sub\":\"ann\"}").get(path).then().extract().statusCode();
            assertTrue(status == 403 || status == 400, path + " " + status);
        }
        user("{\"sub\":\"ann\"}")
                .accept("text/event-stream")
                .get("/v1/channels/c")
                .then()
                .statusCode(403);
        user("{\"sub\":\"ann\"}")
                .body("[\"LEADERBOARD\",\"TOP\",\"b\"]")
                .post("/")
                .then()
                .statusCode(200);
    }
}
