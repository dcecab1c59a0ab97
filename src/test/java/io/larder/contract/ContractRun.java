package io.larder.contract;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.larder.command.Reply;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every case on one subject. An engine is held to the contracts by a subclass that names it. */
abstract class ContractRun {

    abstract Subject subject();

    static Stream<Case> cases() {
        return Case.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void keeps(Case one) {
        Subject subject = subject();
        assumeFalse(one.larder() && subject.isRedis(), "differs from Redis by decision");
        assumeFalse(one.clock() && !subject.hasClock(), "needs a clock that can be set");
        subject.reset();
        for (Case.Step step : one.steps()) {
            if (step instanceof Case.Send send) {
                check(one.name() + " (line " + send.line() + ")", send, subject);
            } else if (step instanceof Case.Push push) {
                check(one.name() + " (line " + push.line() + ")", push, subject);
            } else if (step instanceof Case.Pass pass) {
                subject.pass(pass.millis());
            }
        }
    }

    private static void check(String where, Case.Push push, Subject subject) {
        Reply came = subject.pushed(push.connection());
        Expectation expected = push.expected();
        if (expected == null ? came != null : came == null || !expected.met(came)) {
            fail(where + "\nwas sent\n" + (came == null ? "nothing" : Printed.of(came)) + "\ninstead of\n"
                    + (expected == null ? "nothing" : expected));
        }
    }

    static void check(String where, Case.Send send, Subject subject) {
        Reply reply = subject.send(send.connection(), Words.of(send.text()));
        if (!send.expected().met(reply)) {
            fail(where + "\n> " + send.text() + "\nanswered\n" + Printed.of(reply) + "\ninstead of\n"
                    + send.expected());
        }
    }
}
