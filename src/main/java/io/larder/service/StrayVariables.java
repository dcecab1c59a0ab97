package io.larder.service;

import io.larder.door.http.AfterStart;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells of environment variables that look like settings and are none. Properties that do not exist are refused at the
 * start; variables cannot be, as others may have put theirs there, and would set nothing without a word.
 */
@Singleton
final class StrayVariables {

    private static final Logger LOG = Logger.getLogger(StrayVariables.class);
    private static final String PREFIX = "LARDER_";

    /** What Kubernetes tells every container about services whose names begin like ours. */
    private static final String SERVICE_LINK = PREFIX + "(.+_)?(SERVICE_(HOST|PORT)(_.+)?|PORT(_\\d+_(TCP|UDP).*)?)";

    void begin(@Observes Router router, AfterStart afterStart) {
        afterStart.add(() -> {
            List<String> found = among(System.getenv().keySet());
            if (!found.isEmpty()) {
                LOG.warn("These environment variables are no settings of Larder, and set nothing: "
                        + String.join(", ", found));
            }
        });
    }

    /** Those of these names that look like settings, in order. */
    static List<String> among(Collection<String> names) {
        Pattern known = Pattern.compile(ConfigClass.configClass(LarderConfig.class).getProperties().keySet().stream()
                .map(StrayVariables::variable)
                .collect(Collectors.joining("|", "", "|" + SERVICE_LINK)));
        return names.stream()
                .filter(name -> name.startsWith(PREFIX) && !known.matcher(name).matches())
                .sorted()
                .toList();
    }

    /** What sets a property, as MicroProfile Config has it; any name where it has an asterisk, and each of a list. */
    private static String variable(String property) {
        return property.replace("[*]", "")
                        .toUpperCase(Locale.ROOT)
                        .replaceAll("[^A-Z0-9*]", "_")
                        .replace("*", ".+")
                + "(_\\d+_)?";
    }
}
