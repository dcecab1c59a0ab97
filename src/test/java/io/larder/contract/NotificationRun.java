package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of each command, on one subject. */
abstract class NotificationRun {

    abstract Subject subject();

    static Stream<NotificationCase> cases() {
        return NotificationCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void tells(NotificationCase one) {
        Subject subject = subject();
        assumeFalse(one.larder() && subject.isRedis(), "differs from Redis by decision");
        subject.reset();
        if (subject.isRedis()) {
            // Else it would at times look for expired keys in the background, and find them in any order.
            subject.send(1, Words.of("DEBUG SET-ACTIVE-EXPIRE 0"));
        }
        Notices notices = new Notices(subject, "KEAmn");
        for (NotificationCase.Step step : one.steps()) {
            if (step.passed() > 0) {
                subject.pass(step.passed());
            }
            subject.send(step.connection(), Words.of(step.text()));
            assertEquals(
                    String.join("\n", step.told()),
                    String.join("\n", notices.next()),
                    one.name() + " (line " + step.line() + "): " + step.text());
        }
    }
}
