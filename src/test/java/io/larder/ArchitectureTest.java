package io.larder;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.larder.door.codec.Worker;
import io.larder.keyspace.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The house's rules, held against the compiled classes. {@link #ROOMS} is the plan: who may use whom. A room that is
 * not built yet is simply empty; a class outside every room is refused.
 */
class ArchitectureTest {

    private static final String ROOT = "io.larder.";

    /** What every room may use besides its row. {@code javax} is the JDK's here: Jakarta has left that name. */
    private static final List<String> PLATFORM = List.of("java.", "javax.", "org.jspecify.annotations.");

    private static final String CHRONICLE = "net.openhft.";

    /** The types of web servers and web clients. */
    private static final List<String> WEB = List.of(
            "jakarta.ws.rs.",
            "jakarta.websocket.",
            "jakarta.servlet.",
            "org.jboss.resteasy.",
            "org.eclipse.microprofile.openapi.",
            "io.quarkus.websockets.",
            "io.quarkus.vertx.",
            "io.vertx.",
            "io.netty.",
            "java.net.http.",
            "com.sun.net.httpserver.");

    private static final List<Room> ROOMS = List.of(
            room("command").alone(),
            room("keyspace").alone(),
            room("type").uses("command", "keyspace"),
            // Caffeine: which trees' indexes stay on the heap. jffi: two calls of the system.
            room("engine.chronicle")
                    .uses("command", "keyspace")
                    .with(CHRONICLE, "sun.", "jdk.", "com.github.benmanes.caffeine.", "com.kenai.jffi."),
            room("journal").uses("command", "keyspace").with(CHRONICLE),
            room("engine.cluster").uses("command").withAnyLibrary(),
            // Jackson's reader: JSON that goes to subscribers as it is has to be checked.
            room("pubsub").uses("command", "keyspace").with("com.fasterxml.jackson.core."),
            // JSON in definitions and metadata; when seasons end, where a cron expression says it.
            room("leaderboard").uses("command", "keyspace", "type").with("com.fasterxml.jackson.", "com.cronutils."),
            room("security").uses("command").withAnyLibrary(),
            room("monitoring").uses("command", "keyspace").withAnyLibrary(),
            // Who sends a request is asked at each door in the same way.
            room("door.codec").uses("command", "security").withAnyLibrary(),
            room("door.http")
                    .uses("command", "security", "door.codec", "pubsub", "leaderboard")
                    .withAnyLibrary(),
            room("door.websocket")
                    .uses("command", "security", "door.codec", "pubsub", "leaderboard")
                    .withAnyLibrary(),
            room("door.resp").uses("command", "security", "pubsub").withAnyLibrary(),
            room("door.memcached").uses("command", "security").withAnyLibrary(),
            room("console").uses("command", "monitoring").withAnyLibrary(),
            room("service").usesAll().withAnyLibrary());

    private static final List<String> ROOMS_OF_CHRONICLE = List.of("engine.chronicle", "journal");
    private static final List<String> ROOMS_OF_THE_WEB = List.of("door", "console", "service");

    /** Names that end in a word for "something": it says that there is a thing, not which. */
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Impl|Utils?|Helper|Manager)");

    /**
     * Where a rule does not hold, and why. An entry that no longer excuses anything fails the test, so the list stays
     * true.
     */
    private static final List<Exemption> EXEMPTIONS = List.of();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.larder");

    @Test
    void everyClassIsInARoom() {
        none(CLASSES.stream().filter(c -> roomOf(c).isEmpty()).map(c -> c.getName() + " is in no room"));
    }

    @Test
    void aRoomUsesOnlyWhatItsRowNames() {
        none(dependencies(
                (from, to) -> roomOf(from).map(room -> !room.allows(to)).orElse(false)));
    }

    @Test
    void onlyTheEngineAndTheJournalKnowChronicle() {
        none(dependencies((from, to) -> to.getName().startsWith(CHRONICLE) && !isIn(ROOMS_OF_CHRONICLE, from)));
    }

    @Test
    void onlyTheDoorsKnowTheWeb() {
        none(dependencies((from, to) -> startsWithAny(WEB, to.getName()) && !isIn(ROOMS_OF_THE_WEB, from)));
    }

    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("io.larder.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** Reading the time of day is a {@link Clock}'s; {@code nanoTime} only measures how long something took. */
    @Test
    void onlyAClockKnowsTheTime() {
        none(CLASSES.stream()
                .filter(c -> !c.isAssignableTo(Clock.class))
                .flatMap(c -> c.getAccessesFromSelf().stream())
                .filter(access -> readsTheTime(access.getTarget()))
                .filter(access -> !exempt(access.getOriginOwner(), access.getTargetOwner()))
                .map(Object::toString));
    }

    /**
     * A thread that has nothing to do keeps the last that it was given, however large; a {@link Worker} has nothing.
     */
    @Test
    void workersHaveTheirWorkInOneWay() {
        none(CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith("io.larder.door") && !c.isEquivalentTo(Worker.class))
                .flatMap(c -> c.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTarget().getName().equals("executeBlocking"))
                .map(Object::toString));
    }

    /** What checks the token stands before these resources only. */
    @Test
    void everyResourceIsBehindTheEntrance() {
        none(CLASSES.stream()
                .filter(c ->
                        c.isAnnotatedWith("jakarta.ws.rs.Path") && !c.isAssignableTo("io.larder.door.http.v1.Resource"))
                .map(c -> c.getName() + " is no Resource: whoever sends a request to it has shown no token"));
    }

    @Test
    void namesSayWhatAClassIs() {
        none(CLASSES.stream()
                .filter(c -> EMPTY_NAME.matcher(c.getSimpleName()).matches())
                .map(JavaClass::getName));
    }

    @Test
    void everyPackageSaysItsPurposeAndIsNullMarked() {
        none(CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(p -> !isNullMarked(p))
                .map(p -> p.getName() + " has no package-info with @NullMarked"));
    }

    @Test
    void everyExemptionIsStillNeeded() {
        none(EXEMPTIONS.stream()
                .filter(exemption -> dependencies().noneMatch(d -> exemption.covers(d.getOriginClass(), target(d))))
                .map(Exemption::toString));
    }

    private static Stream<String> dependencies(Refusal refusal) {
        return dependencies()
                .filter(d -> refusal.refuses(d.getOriginClass(), target(d)) && !exempt(d.getOriginClass(), target(d)))
                .map(Dependency::getDescription);
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> !target(d).isPrimitive());
    }

    /** The class that is used, where an array of it is too. */
    private static JavaClass target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType();
    }

    private static boolean exempt(JavaClass from, JavaClass to) {
        return EXEMPTIONS.stream().anyMatch(exemption -> exemption.covers(from, to));
    }

    private static boolean readsTheTime(AccessTarget target) {
        String owner = target.getOwner().getName();
        return switch (target.getName()) {
            case "currentTimeMillis" -> owner.equals("java.lang.System");
            case "<init>" -> owner.equals("java.util.Date") || owner.equals("java.util.GregorianCalendar");
            case "now", "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds" ->
                owner.startsWith("java.time.");
            default -> false;
        };
    }

    private static boolean isNullMarked(JavaPackage marked) {
        return marked.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
    }

    private static Optional<Room> roomOf(JavaClass member) {
        return ROOMS.stream()
                .filter(room -> isIn(List.of(room.name), member))
                .max(Comparator.comparingInt(room -> room.name.length()));
    }

    private static boolean isIn(List<String> rooms, JavaClass member) {
        return rooms.stream().anyMatch(room -> (member.getPackageName() + ".").startsWith(ROOT + room + "."));
    }

    private static boolean startsWithAny(List<String> prefixes, String name) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    private static void none(Stream<String> violations) {
        String found = violations.distinct().sorted().collect(joining("\n"));
        assertTrue(found.isEmpty(), () -> "\n" + found + "\n");
    }

    private static Room room(String name) {
        return new Room(name);
    }

    @FunctionalInterface
    private interface Refusal {
        boolean refuses(JavaClass from, JavaClass to);
    }

    /** A class that may use what begins with a prefix, though a rule forbids it. */
    private record Exemption(String from, String to, String reason) {
        boolean covers(JavaClass user, JavaClass used) {
            return user.getName().equals(from) && used.getName().startsWith(to);
        }
    }

    /** A row of the plan: a package with all below it, the rooms that it may use, and the libraries. */
    private static final class Room {

        private final String name;
        private final List<String> rooms = new ArrayList<>();
        private final List<String> libraries = new ArrayList<>(PLATFORM);
        private boolean allRooms;
        private boolean anyLibrary;

        private Room(String name) {
            this.name = name;
            rooms.add(name);
        }

        Room alone() {
            return this;
        }

        Room uses(String... others) {
            rooms.addAll(List.of(others));
            return this;
        }

        Room usesAll() {
            allRooms = true;
            return this;
        }

        Room with(String... prefixes) {
            libraries.addAll(List.of(prefixes));
            return this;
        }

        /** Any but those that a rule of their own keeps to some rooms. */
        Room withAnyLibrary() {
            anyLibrary = true;
            return this;
        }

        boolean allows(JavaClass used) {
            return used.getName().startsWith(ROOT)
                    ? allRooms || isIn(rooms, used)
                    : anyLibrary || startsWithAny(libraries, used.getName());
        }
    }
}
