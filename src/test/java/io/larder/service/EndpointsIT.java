package io.larder.service;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
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

    /** The library's own default is any number. */
    @Test
    void requestsOfOneConnectionOfHttp2AreBounded() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            assertEquals(4, in.readUnsignedByte(), "SETTINGS come first");
            in.skipNBytes(5);
            Map<Integer, Integer> settings = new HashMap<>();
            for (int i = 0; i < length; i += 6) {
                settings.put(in.readUnsignedShort(), in.readInt());
            }
            assertEquals(256, settings.get(3), "SETTINGS_MAX_CONCURRENT_STREAMS");
            assertEquals(278_528, settings.get(6), "SETTINGS_MAX_HEADER_LIST_SIZE");
        }
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
