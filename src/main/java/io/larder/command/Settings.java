package io.larder.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be read, and some of it changed, while the service runs. A change lasts until the service stops: how it
 * starts is said outside of it.
 */
public final class Settings {

    private static final String FAILED = "ERR CONFIG SET failed (possibly related to argument '";

    private final Map<String, Setting> byName = new TreeMap<>();

    /** These settings. */
    public Settings(Setting... settings) {
        for (Setting setting : settings) {
            byName.put(setting.name(), setting);
        }
    }

    /** All of them by name. */
    public Map<String, Setting> byName() {
        return Collections.unmodifiableMap(byName);
    }

    /**
     * Names and values of those that one of the names or patterns means, in either case. One that is named is called as
     * it was named.
     */
    Map<String, String> find(List<String> names) {
        Map<String, String> shown = new TreeMap<>();
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean pattern = name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
            Glob glob = new Glob(lower.getBytes(StandardCharsets.UTF_8));
            for (String each : byName.keySet()) {
                if (pattern ? glob.matches(each.getBytes(StandardCharsets.UTF_8)) : each.equals(lower)) {
                    shown.putIfAbsent(each, pattern ? each : name);
                }
            }
        }
        shown.forEach((name, as) -> found.put(as, byName.get(name).value().get()));
        return found;
    }

    /**
     * Changes all of them or none.
     *
     * @param pairs names and values
     * @throws CommandError where one is not known, cannot be changed, or not to that
     */
    public synchronized void change(List<String> pairs) {
        List<Function<String, Runnable>> changes = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            changes.add(change(pairs, i));
        }
        List<Runnable> ready = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            try {
                ready.add(changes.get(i / 2).apply(pairs.get(i + 1)));
            } catch (IllegalArgumentException wrong) {
                throw failed(pairs.get(i), wrong.getMessage());
            }
        }
        ready.forEach(Runnable::run);
    }

    private Function<String, Runnable> change(List<String> pairs, int at) {
        String name = pairs.get(at);
        Setting setting = byName.get(name.toLowerCase(Locale.ROOT));
        if (setting == null) {
            throw new CommandError("ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'");
        }
        Function<String, Runnable> change = setting.change();
        if (change == null) {
            throw failed(name, "can't set immutable config");
        }
        for (int i = 0; i < at; i += 2) {
            if (pairs.get(i).equalsIgnoreCase(name)) {
                throw failed(name, "duplicate parameter");
            }
        }
        return change;
    }

    private static CommandError failed(String name, @Nullable String why) {
        return new CommandError(FAILED + name + "') - " + why);
    }
}
