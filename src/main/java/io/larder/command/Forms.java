package io.larder.command;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What doors have made of something that goes to many: each form is made once, whoever asks for it first. */
public final class Forms {

    private final Map<Object, Object> made = new ConcurrentHashMap<>(2);

    /**
     * The form of this name.
     *
     * @param name tells the form from others and decides its type; a constant of the door that makes it
     * @param make makes it where it is not there yet
     */
    @SuppressWarnings("unchecked")
    public <F> F get(Object name, Supplier<F> make) {
        Object form = made.get(name);
        if (form == null) {
            synchronized (made) {
                form = made.get(name);
                if (form == null) {
                    // Not by computeIfAbsent: one form may be made of another.
                    form = make.get();
                    made.put(name, form);
                }
            }
        }
        return (F) form;
    }
}
