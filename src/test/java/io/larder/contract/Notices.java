package io.larder.contract;

import io.larder.command.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens to the keyspace notifications of a subject. What has come is complete: a message behind it on a channel of
 * our own says where it ends.
 */
final class Notices {

    private static final int LISTENER = 9;
    private static final int MARKER = 8;
    private static final String END = "notices-end";

    private final Subject subject;

    /** Listens from now on; to be said anew after each {@link Subject#reset}. */
    Notices(Subject subject, String flags) {
        this.subject = subject;
        expect(Reply.OK, subject.send(MARKER, Words.of("CONFIG SET notify-keyspace-events \"" + flags + '"')));
        subject.send(LISTENER, Words.of("PSUBSCRIBE __key*__:*"));
        subject.send(LISTENER, Words.of("SUBSCRIBE " + END));
    }

    private static void expect(Reply expected, Reply found) {
        if (!expected.equals(found)) {
            throw new AssertionError(Printed.of(found));
        }
    }

    /** Channel and message of each that has come since the last time. */
    List<String> next() {
        subject.send(MARKER, Words.of("PUBLISH " + END + " -"));
        List<String> notices = new ArrayList<>();
        while (true) {
            Reply pushed = subject.pushed(LISTENER);
            if (pushed == null) {
                throw new AssertionError("the end of the notifications does not come");
            }
            List<String> items =
                    Printed.items(pushed instanceof Reply.Push push ? new Reply.Many(push.items()) : pushed);
            if (items.get(1).contains(END)) {
                return notices;
            }
            notices.add(items.get(2) + ' ' + items.get(3));
        }
    }

    /** What is told of an event where both channels are asked for. */
    static List<String> of(String event, byte[] key) {
        String name = Printed.of(Reply.bytes(key));
        return List.of(
                "\"__keyspace@0__:" + name.substring(1) + " \"" + event + '"',
                "\"__keyevent@0__:" + event + "\" " + name);
    }
}
