package io.larder.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The sections of INFO. A field has Redis's name where it means the same, and where there is none a name that begins
 * with {@code larder_}; what has no meaning here is left out.
 *
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO</a>
 */
public final class Information {

    /** The sections, in the order in which they are told. */
    public enum Section {
        /** The process. */
        SERVER,
        /** Connections. */
        CLIENTS,
        /** Bytes. */
        MEMORY,
        /** What outlives the process. */
        PERSISTENCE,
        /** Counts since the start. */
        STATS,
        /** Copies on other machines. */
        REPLICATION,
        /** How often each command ran. */
        COMMANDSTATS,
        /** How long each command took. */
        LATENCYSTATS,
        /** Whether this is a part of a cluster. */
        CLUSTER,
        /** The databases. */
        KEYSPACE;

        private String title() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }

        /** Whether it is told when nobody asks for sections. */
        private boolean usual() {
            return this != COMMANDSTATS && this != LATENCYSTATS;
        }
    }

    private static final Set<String> EVERYTHING = Set.of("all", "everything");
    private static final String USUAL = "default";

    private final Map<Section, List<Consumer<Fields>>> contents = new LinkedHashMap<>();

    /** Nothing yet. */
    public Information() {
        for (Section section : Section.values()) {
            contents.put(section, new ArrayList<>());
        }
    }

    /** Has {@code content} add its fields to a section whenever it is asked for. */
    public Information add(Section section, Consumer<Fields> content) {
        contents.get(section).add(content);
        return this;
    }

    /**
     * The text of some sections.
     *
     * @param names in lower case; {@code default}, {@code all} and {@code everything} are several, and none at all are
     *     the default ones
     */
    String text(Set<String> names) {
        boolean usual = names.isEmpty() || names.contains(USUAL);
        boolean all = names.stream().anyMatch(EVERYTHING::contains);
        List<String> parts = new ArrayList<>();
        contents.forEach((section, writers) -> {
            if (all || usual && section.usual() || names.contains(section.name().toLowerCase(Locale.ROOT))) {
                Fields fields = new Fields();
                writers.forEach(writer -> writer.accept(fields));
                parts.add("# " + section.title() + "\r\n" + fields);
            }
        });
        return String.join("\r\n", parts);
    }
}
