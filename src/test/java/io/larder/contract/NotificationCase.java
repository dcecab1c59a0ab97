package io.larder.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Commands, and under each what is told of it, from {@code src/test/resources/notifications/TOPIC.txt}:
 *
 * <pre>
 * == name of the case           each begins on an empty store; [larder] is not for Redis
 * &gt; SPOP tags                  a command, {@code 2&gt;} on a second connection
 * spop tags                     an event and its key, told on both channels
 * del tags
 * &#64; 60                          time passes; what is told meanwhile counts for the next command
 * "channel" "message"           a message of another kind
 * </pre>
 *
 * @param name its file and title
 * @param larder whether it differs from Redis by decision
 */
record NotificationCase(String name, boolean larder, List<Step> steps) {

    private static final String LARDER = "[larder] ";
    private static final Pattern SEND = Pattern.compile("(\\d*)> (.+)");

    /**
     * A command after a while.
     *
     * @param told what is told, as {@link Notices} has it
     */
    record Step(int line, long passed, int connection, String text, List<String> told) {}

    /** All cases. */
    static Stream<NotificationCase> all() {
        URL root = NotificationCase.class.getResource("/notifications");
        if (root == null) {
            throw new IllegalStateException("no notifications on the class path");
        }
        try (Stream<Path> files = Files.list(Path.of(root.toURI()))) {
            List<NotificationCase> cases = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                read(file, cases);
            }
            return cases.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(Path file, List<NotificationCase> cases) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        long passed = 0;
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher send = SEND.matcher(line);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("== ")) {
                steps = new ArrayList<>();
                String title = line.substring(3);
                cases.add(new NotificationCase(file.getFileName() + ": " + title, title.startsWith(LARDER), steps));
            } else if (line.startsWith("@ ")) {
                passed += Long.parseLong(line.substring(2));
            } else if (send.matches()) {
                int connection = send.group(1).isEmpty() ? 1 : Integer.parseInt(send.group(1));
                steps.add(new Step(i + 1, passed, connection, send.group(2), new ArrayList<>()));
                passed = 0;
            } else {
                steps.get(steps.size() - 1).told().addAll(told(line));
            }
        }
    }

    private static List<String> told(String line) {
        byte[][] words = Words.of(line);
        return line.startsWith("\"")
                ? List.of(line)
                : Notices.of(new String(words[0], StandardCharsets.UTF_8), words[1]);
    }

    @Override
    public String toString() {
        return name;
    }
}
