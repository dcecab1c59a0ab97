package io.larder.service;

import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.StructuredFormatter.ExceptionOutputType;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Has the log written as JSON, where that is wanted: an object a line. It is done before all else that logs, at the
 * first moment at which there are both settings and a log.
 */
@Singleton
final class JsonLog {

    private static final int FIRST = 1;

    void begin(@Observes @Priority(FIRST) Router router, LarderConfig config) {
        if (config.log().json()) {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                format(handler);
            }
        }
    }

    private static void format(Handler handler) {
        if (handler instanceof ConsoleHandler console) {
            JsonFormatter formatter = new JsonFormatter();
            formatter.setExceptionOutputType(ExceptionOutputType.FORMATTED);
            formatter.setRecordDelimiter("\n");
            console.setFormatter(formatter);
        } else if (handler instanceof ExtHandler several) {
            for (Handler each : several.getHandlers()) {
                format(each);
            }
        }
    }
}
