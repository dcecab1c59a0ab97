package io.larder.door.http.v1;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Leaderboards as resources: what they answer, and with which statuses and codes they refuse. */
@QuarkusTest
class LeaderboardResourceTest extends ResourceTest {

    private static final String BOARD = "/v1/leaderboards/b";

    private void define(String definition) {
        json(definition).put(BOARD).then().statusCode(201);
    }

    private ValidatableResponse submit(String body) {
        return json(body).post(BOARD + "/scores").then();
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status, String code) {
        return answer.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("status", equalTo(status));
    }

    @Test
    void aBoardIsDefinedReadAndDeleted() {
        define("{\"order\":\"asc\",\"season\":{\"every\":\"week\"}}");
        json("{\"order\":\"asc\",\"season\":{\"every\":\"week\"}}")
                .put(BOARD)
                .then()
                .statusCode(200)
                .body("ties", equalTo("first"));
        raw().get(BOARD)
                .then()
                .statusCode(200)
                .body("definition.order", equalTo("asc"))
                .body("definition.keep", equalTo("best"))
                .body("season", matchesPattern("\\d{4}-\\d\\d-\\d\\dT00:00:00Z"))
                .body("end", notNullValue())
                .body("total", equalTo(0));
        raw().delete(BOARD).then().statusCode(204);
        problem(raw().delete(BOARD).then(), 404, "no_board");
        problem(raw().get(BOARD).then(), 404, "no_board");
        problem(raw().get(BOARD + "/entries").then(), 404, "no_board");
        problem(json("{\"order\":1}").put(BOARD).then(), 400, "bad_definition");
    }

    @Test
    void boardsAreListed() {
        for (int i = 0; i < 30; i++) {
            run("LEADERBOARD DEFINE", "b" + i, "{}");
        }
        Set<String> found = new HashSet<>();
        String cursor = "0";
        for (int pages = 0; cursor != null; pages++) {
            assertTrue(pages < 20);
            JsonPath page = raw().get("/v1/leaderboards?limit=5&cursor=" + cursor)
                    .then()
                    .statusCode(200)
                    .body("leaderboards.definition.order", everyItem(equalTo("desc")))
                    .extract()
                    .jsonPath();
            found.addAll(page.getList("leaderboards.name"));
            cursor = page.getString("cursor");
        }
        assertEquals(30, found.size());
        problem(raw().get("/v1/leaderboards?limit=101").then(), 400, "bad_limit");
    }

    @Test
    void whatDelLeavesGoesInTheBackground() throws InterruptedException {
        define("{}");
        submit("{\"id\":\"ann\",\"score\":1}");
        raw().post(BOARD + "/reset").then().statusCode(200);
        String season = "larder:season:{b}:1970-01-01T00:00:00Z";
        assertEquals(1, this.<Integer>run("EXISTS", season));
        run("DEL", "b");
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                this.<Integer>run("DBSIZE") > 0 && System.nanoTime() < end; ) {
            Thread.sleep(100);
        }
        assertEquals(0, this.<Integer>run("EXISTS", season));
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void aSubmitTellsWhatItHasDone() {
        define("{\"decimals\":2}");
        submit("{\"id\":\"ann\",\"score\":12.50,\"metadata\":{\"lap\":3}}")
                .statusCode(200)
                .body("score", equalTo(12.5f))
                .body("rank", equalTo(1))
                .body("previous_score", nullValue())
                .body("changed", equalTo(true));
        submit("{\"id\":\"bob\",\"score\":\"13.25\"}").body("rank", equalTo(1)).body("total", equalTo(2));
        submit("{\"id\":\"ann\",\"score\":14}")
                .body("rank", equalTo(1))
                .body("previous_rank", equalTo(2))
                .body("previous_score", equalTo(12.5f));
        submit("{\"id\":\"ann\",\"score\":1}").body("changed", equalTo(false));
        raw().get(BOARD + "/entries/ann")
                .then()
                .statusCode(200)
                .body("metadata.lap", equalTo(3))
                .body("beats", equalTo(100))
                .body("updated_at", matchesPattern("\\d{4}-.*Z"));
        problem(submit("{\"id\":\"ann\",\"score\":1.005}"), 400, "bad_score");
        problem(submit("{\"id\":\"ann\",\"score\":\"NaN\"}"), 400, "bad_score");
        problem(submit("{\"id\":\"\",\"score\":1}"), 400, "bad_id");
        submit("{\"id\":\"ann\"}").statusCode(400);
        submit("[]").statusCode(400);
        submit("{\"id\":").statusCode(400);
    }

    @Test
    void refusalsHaveTheirStatuses() {
        define("{\"max\":100,\"max_gain\":50,\"submits_per_s\":2}");
        problem(submit("{\"id\":\"ann\",\"score\":101}"), 422, "out_of_range");
        submit("{\"id\":\"ann\",\"score\":1}").statusCode(200);
        problem(submit("{\"id\":\"ann\",\"score\":60}"), 422, "too_fast");
        problem(submit("{\"id\":\"ann\",\"score\":2,\"season\":\"2001-01-01T00:00:00Z\"}"), 409, "season_closed");
        problem(json("{\"order\":\"asc\"}").put(BOARD).then(), 409, "board_in_use");
        problem(raw().get(BOARD + "/entries/eve").then(), 404, "not_ranked");
        problem(raw().get(BOARD + "/entries/eve/around").then(), 404, "not_ranked");
        raw().get(BOARD + "/entries/eve/around?missing=last")
                .then()
                .statusCode(200)
                .body("entries", hasSize(1));
        problem(raw().get(BOARD + "/entries?limit=0").then(), 400, "bad_limit");
        problem(raw().get(BOARD + "/entries?cursor=abc").then(), 400, "bad_cursor");
        problem(raw().get(BOARD + "/entries?season=2001-01-01T00:00:00Z").then(), 404, "no_season");
        run("SET", "text", "x");
        raw().get("/v1/leaderboards/text/entries").then().statusCode(409).body("code", equalTo("WRONGTYPE"));
    }

    @Test
    void whoSubmitsTooOftenIsToldWhenToComeAgain() {
        define("{\"submits_per_s\":1}");
        boolean refused = false;
        for (int i = 0; i < 50 && !refused; i++) {
            ValidatableResponse answer = submit("{\"id\":\"ann\",\"score\":1}");
            refused = answer.extract().statusCode() == 429;
            if (refused) {
                problem(answer, 429, "too_many_submits").header("Retry-After", "1");
            }
        }
        assertTrue(refused);
    }

    @Test
    void manyAreAnsweredEachForItselfOrAllTogether() {
        define("{\"max\":10}");
        submit("{\"scores\":[{\"id\":\"ann\",\"score\":5},{\"id\":\"bob\",\"score\":11},{\"id\":\"cid\",\"score\":7}]}")
                .statusCode(200)
                .body("results[0].rank", equalTo(1))
                .body("results[1].code", equalTo("out_of_range"))
                .body("results[1].index", equalTo(1))
                .body("results[2].rank", equalTo(1));
        problem(
                        submit("{\"atomic\":true,\"scores\":[{\"id\":\"ann\",\"score\":8},"
                                + "{\"id\":\"bob\",\"score\":11}]}"),
                        400,
                        "out_of_range")
                .body("index", equalTo(1));
        raw().get(BOARD + "/entries").then().body("entries.score", contains(7, 5));
    }

    @Test
    void aKeyLetsASubmitBeSentAgain() {
        define("{\"keep\":\"sum\"}");
        for (int i = 0; i < 3; i++) {
            json("{\"id\":\"ann\",\"score\":5}")
                    .header("Idempotency-Key", "k")
                    .post(BOARD + "/scores")
                    .then()
                    .statusCode(200)
                    .body("score", equalTo(5));
        }
        problem(
                json("{\"id\":\"ann\",\"score\":6}")
                        .header("Idempotency-Key", "k")
                        .post(BOARD + "/scores")
                        .then(),
                422,
                "id_used");
    }

    @Test
    void entriesAreListedInManyWays() {
        define("{}");
        submit("{\"scores\":[{\"id\":\"a\",\"score\":5},{\"id\":\"b\",\"score\":4},{\"id\":\"c\",\"score\":3},"
                        + "{\"id\":\"d\",\"score\":2},{\"id\":\"e\",\"score\":1}]}")
                .statusCode(200);
        String next = raw().get(BOARD + "/entries?limit=2")
                .then()
                .body("entries.id", contains("a", "b"))
                .extract()
                .path("next");
        String back = raw().get(BOARD + "/entries?limit=2&cursor=" + next)
                .then()
                .body("entries.id", contains("c", "d"))
                .extract()
                .path("prev");
        raw().get(BOARD + "/entries?limit=2&cursor=" + back)
                .then()
                .body("entries.id", contains("a", "b"))
                .body("prev", nullValue());
        raw().get(BOARD + "/entries?from=4").then().body("entries.position", contains(4, 5));
        raw().get(BOARD + "/entries?from=9").then().statusCode(200).body("entries", hasSize(0));
        raw().get(BOARD + "/entries?ids=d,x,b")
                .then()
                .body("entries.id", contains("b", "d"))
                .body("not_found", contains("x"));
        raw().get(BOARD + "/entries?min=2&max=4").then().body("entries.id", contains("b", "c", "d"));
        raw().get(BOARD + "/entries?score=3&limit=1")
                .then()
                .body("entries.id", contains("c"))
                .body("position", equalTo(4));
        raw().get(BOARD + "/entries?percent=21").then().body("entries.id", contains("a", "b"));
        raw().get(BOARD + "/entries/e/around?limit=4").then().body("entries.id", contains("b", "c", "d", "e"));
        json("").post(BOARD + "/entries/a/hide").then().statusCode(204);
        raw().get(BOARD + "/entries?limit=1")
                .then()
                .body("entries.id", contains("b"))
                .body("total", equalTo(4));
        json("").post(BOARD + "/entries/a/unhide").then().statusCode(204);
        raw().delete(BOARD + "/entries/a").then().statusCode(204);
        raw().delete(BOARD + "/entries/a").then().statusCode(204);
        raw().get(BOARD + "/entries?limit=1").then().body("entries.id", contains("b"));
        json("{\"metadata\":{\"x\":1}}").patch(BOARD + "/entries/b").then().statusCode(204);
        json("{\"score\":1}").patch(BOARD + "/entries/b").then().statusCode(400);
        raw().get(BOARD + "/entries/b").then().body("metadata.x", equalTo(1));
    }

    @Test
    void anEndedSeasonIsReadByItsId() {
        define("{}");
        submit("{\"id\":\"ann\",\"score\":5}").statusCode(200);
        submit("{\"id\":\"bob\",\"score\":6}").statusCode(200);
        String cursor = raw().get(BOARD + "/entries?limit=1").then().extract().path("next");
        String ended =
                json("").post(BOARD + "/reset").then().statusCode(200).extract().path("ended");
        raw().get(BOARD + "/entries").then().body("entries", hasSize(0));
        raw().get(BOARD + "/entries?season=" + ended).then().body("entries.id", contains("bob", "ann"));
        problem(raw().get(BOARD + "/entries?cursor=" + cursor).then(), 410, "season_ended")
                .body("detail", containsString(ended));
        raw().get(BOARD + "/entries?season=" + ended + "&cursor=" + cursor)
                .then()
                .body("entries.id", contains("ann"));
        raw().get(BOARD + "/seasons")
                .then()
                .body("present", contains(true, false))
                .body("total", contains(0, 2));
    }

    @Test
    void largeScoresAreStrings() {
        define("{\"big\":true}");
        submit("{\"id\":\"ann\",\"score\":9223372036854775807}").body("score", equalTo("9223372036854775807"));
        raw().get(BOARD + "/entries").then().body("entries[0].score", equalTo("9223372036854775807"));
    }

    @Test
    void anyBytesAreAnId() {
        define("{}");
        json("{\"id\":\"/yA=\",\"score\":1}")
                .post(BOARD + "/scores?encoding=base64")
                .then()
                .statusCode(200)
                .body("id", equalTo("/yA="));
        raw().get(BOARD + "/entries/%FF%20?encoding=base64")
                .then()
                .statusCode(200)
                .body("id", equalTo("/yA="));
        raw().get(BOARD + "/entries?ids=%2FyA%3D&encoding=base64").then().body("entries.id", contains("/yA="));
    }

    @Test
    void aPlainSortedSetIsALeaderboardToo() {
        run("ZADD", "b", "1", "ann", "2.5", "bob");
        assertEquals(
                "bob",
                raw().get(BOARD + "/entries").then().statusCode(200).extract().<String>path("entries[0].id"));
        raw().get(BOARD + "/entries?order=asc").then().body("entries.id", contains("ann", "bob"));
        raw().get(BOARD + "/entries/bob").then().body("score", equalTo(2.5f)).body("season", nullValue());
    }

    /** Nobody touches it: what is due is looked for by a timer, which then writes down when to come again. */
    @Test
    void anEntryExpiresByItself() throws InterruptedException {
        define("{\"ttl_s\":3}");
        submit("{\"id\":\"ann\",\"score\":5}").statusCode(200);
        double first = due();
        for (int i = 0; i < 150 && due() < first + 1000; i++) {
            Thread.sleep(100);
        }
        assertTrue(due() >= first + 1000, "nobody has looked");
        raw().get(BOARD + "/entries").then().body("total", equalTo(0)).body("seq", equalTo(2));
    }

    private double due() {
        return Double.parseDouble(run("ZSCORE", "larder:leaderboards", "b").toString());
    }
}
