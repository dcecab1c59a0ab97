package io.larder.contract;

import io.larder.command.Command;
import java.util.Arrays;
import java.util.List;

/** The examples of a row, as cases. */
final class Examples {

    private Examples() {}

    /** Runs them in order on an empty store. */
    static void run(Command<?> row, Subject subject) {
        subject.reset();
        for (Command.Example example : row.examples()) {
            List<String> reply = Arrays.asList(example.reply().split("\n"));
            Case.Send send = new Case.Send(0, 1, example.line(), Expectation.of(reply));
            ContractRun.check("the example of " + row, send, subject);
        }
    }
}
