package io.larder.door.http.v1;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A stream of events, or whatever else a request for one is answered with. */
final class Events implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    /** Asks a path for one, with headers' names and values in turn. */
    Events(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    String type() {
        return response.headers().firstValue("content-type").orElseThrow();
    }

    /** The next event, its lines parted by bars. Comments are passed over. */
    String next() throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = lines.readLine(); ; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!event.isEmpty()) {
                    return event.toString();
                }
            } else if (!line.startsWith(":")) {
                event.append(event.isEmpty() ? "" : "|").append(line);
            }
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
