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
import org.jspecify.annotations.Nullable;

/**
 * One case of a contract.
 *
 * @param name its file and title
 * @param larder whether it differs from Redis by decision
 * @param clock whether it needs a clock that can be set
 */
record Case(String name, boolean larder, boolean clock, List<Step> steps) {

    /** Something to do. */
    sealed interface Step {}

    /**
     * A command.
     *
     * @param connection which of several connections, from 1
     */
    record Send(int line, int connection, String text, Expectation expected) implements Step {}

    /**
     * A connection was sent something without asking.
     *
     * @param expected what, or null for nothing
     */
    record Push(int line, int connection, @Nullable Expectation expected) implements Step {}

    /** Time passes. */
    record Pass(long millis) implements Step {}

    private static final Pattern TITLE = Pattern.compile("== (\\[larder] )?(\\[clock] )?(.+)");
    private static final Pattern PUSH = Pattern.compile("(\\d*)<( nothing)?");
    private static final Pattern SEND = Pattern.compile("(\\d*)> (.+)");

    /** The cases, all or those whose name begins with the system property {@code contract}. */
    static Stream<Case> all() {
        String wanted = System.getProperty("contract", "");
        return every().filter(one -> one.name.startsWith(wanted));
    }

    /** All cases. */
    static Stream<Case> every() {
        URL root = Case.class.getResource("/contract");
        if (root == null) {
            throw new IllegalStateException("no contracts on the class path");
        }
        try (Stream<Path> files = Files.walk(Path.of(root.toURI()))) {
            Path base = Path.of(root.toURI());
            List<Case> cases = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = base.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith(".txt")) {
                    throw new IllegalStateException("contracts end with .txt: " + name);
                }
                cases.addAll(new Reader(name, Files.readString(file, StandardCharsets.UTF_8)).cases());
            }
            return cases.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Reads one file. */
    private static final class Reader {
        private final String file;
        private final String[] lines;
        private final List<Case> cases = new ArrayList<>();
        private int at;

        Reader(String file, String text) {
            this.file = file.substring(0, file.length() - ".txt".length());
            this.lines = text.split("\n");
        }

        List<Case> cases() {
            while (at < lines.length) {
                String line = lines[at++];
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                Matcher title = TITLE.matcher(line);
                if (title.matches()) {
                    String name = file + ": " + title.group(3);
                    cases.add(new Case(name, title.group(1) != null, title.group(2) != null, new ArrayList<>()));
                } else if (cases.isEmpty()) {
                    throw wrong("stands before any case");
                } else {
                    cases.get(cases.size() - 1).steps().add(step(line));
                }
            }
            return cases;
        }

        private Step step(String line) {
            if (line.startsWith("@ ")) {
                return new Pass(Long.parseLong(line.substring(2).strip()));
            }
            Matcher push = PUSH.matcher(line);
            if (push.matches()) {
                return new Push(at, connection(push), push.group(2) == null ? Expectation.of(reply()) : null);
            }
            Matcher send = SEND.matcher(line);
            if (!send.matches()) {
                throw wrong("is neither title, command, push nor time");
            }
            return new Send(at, connection(send), send.group(2), Expectation.of(reply()));
        }

        private static int connection(Matcher line) {
            return line.group(1).isEmpty() ? 1 : Integer.parseInt(line.group(1));
        }

        private List<String> reply() {
            List<String> reply = new ArrayList<>();
            while (at < lines.length && !lines[at].isBlank() && !begins(lines[at])) {
                if (!lines[at].startsWith("#")) {
                    reply.add(lines[at]);
                }
                at++;
            }
            if (reply.isEmpty()) {
                throw wrong("has no reply before it");
            }
            return reply;
        }

        private static boolean begins(String line) {
            return line.startsWith("== ")
                    || line.startsWith("@ ")
                    || PUSH.matcher(line).matches()
                    || SEND.matcher(line).matches();
        }

        private IllegalStateException wrong(String what) {
            return new IllegalStateException(file + ".txt, line " + at + " " + what);
        }
    }
}
