package io.larder.monitoring;

import java.time.Duration;
import java.util.Map;

/**
 * What is traced, and where to.
 *
 * @param endpoint the URL that takes spans by OTLP over HTTP
 * @param headers what is sent along, such as a key of the collector's
 * @param service the name under which the traces are shown
 * @param version of the service
 * @param ratio which part of those requests is traced whose senders have not decided it: 0 to 1
 * @param maxQueue how many spans may wait to be sent
 * @param timeout how long the collector may take for a batch
 */
public record TracingSettings(
        String endpoint,
        Map<String, String> headers,
        String service,
        String version,
        double ratio,
        int maxQueue,
        Duration timeout) {}
