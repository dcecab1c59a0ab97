package io.larder.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A table whose rows are not all made at once. */
class CommandTableTest {

    private int made;

    private final CommandTable table = new CommandTable(List.of(family("GET", "SET")), () -> {
        made++;
        return List.of(family("LOOK", "LOOK AT"), family("HGET"));
    });

    @Test
    void whatIsThereIsFoundWithoutTheRest() {
        assertEquals("SET", find("set", "k"));
        assertEquals("GET", find("GET"));
        assertEquals(0, made);
    }

    @Test
    void theRestIsMadeOnceWhenOneOfItIsAskedFor() {
        assertEquals("HGET", find("hget", "k"));
        assertEquals("LOOK AT", find("look", "at"));
        assertEquals("GET", find("get"));
        assertEquals(1, made);
    }

    @Test
    void whatNobodyHasIsLookedForInTheRestToo() {
        assertThrows(CommandError.class, () -> find("nonsense"));
        assertThrows(CommandError.class, () -> find("nonsense"));
        assertEquals(1, made);
    }

    @Test
    void whoAsksForAllGetsAll() {
        assertEquals(
                List.of("GET", "HGET", "LOOK", "LOOK AT", "SET"),
                table.rows().stream().map(Command::name).toList());
        assertEquals(Set.of("LOOK"), table.containers());
        assertEquals(1, made);
    }

    @Test
    void aNameIsTakenOnce() {
        CommandTable twice = new CommandTable(List.of(family("GET")), () -> List.of(family("GET")));
        assertThrows(IllegalArgumentException.class, twice::complete);
        CommandTable apart = new CommandTable(List.of(family("LOOK")), () -> List.of(family("LOOK AT")));
        assertThrows(IllegalArgumentException.class, apart::complete);
    }

    private String find(String... words) {
        return table.find(Stream.of(words).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new))
                .name();
    }

    private static Family<String> family(String... names) {
        Family<String> family = new Family<>(String.class, Group.GENERIC);
        for (String name : names) {
            family.command(name).takes(Argument.maybe(Argument.key())).runs((target, arguments) -> Reply.OK);
        }
        return family;
    }
}
