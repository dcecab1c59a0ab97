package io.larder.service;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator finds at a fixed address in the packaged service. */
@QuarkusIntegrationTest
class EndpointsIT {

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready"})
    void healthSaysUp(String path) {
        given().get(path).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void metricsAreInPrometheusFormat() {
        given().get("/q/metrics").then().statusCode(200).body(containsString("# TYPE jvm_"));
    }

    @Test
    void theInterfaceIsDescribed() {
        given().get("/q/swagger-ui/").then().statusCode(200);
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Larder"))
                .body("paths.'/v1/keys/{key}'.get.summary", notNullValue());
        given().get("/q/openapi").then().statusCode(200).body(containsString("\n  /v1/keys/{key}:\n"));
    }
}
