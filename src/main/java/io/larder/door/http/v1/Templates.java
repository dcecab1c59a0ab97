package io.larder.door.http.v1;

import io.larder.door.http.AfterStart;
import io.quarkus.arc.All;
import io.quarkus.arc.InstanceHandle;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The paths of resources and the methods that each of them knows, as their annotations say. Reading annotations is
 * slow, and the service starts without it: they are read once the first requests are in, or by the first that asks.
 */
@Singleton
public final class Templates {

    /** A path; a segment in braces stands for any. */
    private record Template(List<String> segments, Set<String> methods) {

        boolean matches(List<String> path) {
            if (path.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                String segment = segments.get(i);
                if (!segment.startsWith("{") && !segment.equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Collection<Class<?>> resources;
    private volatile @Nullable List<Template> templates;

    /** The paths of all resources, which are not made for that: they need the store. */
    @Inject
    Templates(@All List<InstanceHandle<Resource>> resources, AfterStart afterStart) {
        this(classes(resources));
        afterStart.add(this::templates);
    }

    private static Collection<Class<?>> classes(List<InstanceHandle<Resource>> resources) {
        List<Class<?>> classes = new ArrayList<>();
        for (InstanceHandle<Resource> resource : resources) {
            classes.add(resource.getBean().getBeanClass());
        }
        return classes;
    }

    /** The paths of these classes' methods. */
    Templates(Collection<Class<?>> resources) {
        this.resources = resources;
    }

    private List<Template> templates() {
        List<Template> known = templates;
        if (known == null) {
            // Two at a time may read them, and find the same.
            known = read(resources);
            templates = known;
        }
        return known;
    }

    private static List<Template> read(Collection<Class<?>> resources) {
        List<Template> templates = new ArrayList<>();
        for (Class<?> resource : resources) {
            String base = path(resource.getAnnotation(Path.class));
            for (Method method : resource.getMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod known = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (known != null) {
                        add(templates, segments(base + path(method.getAnnotation(Path.class))), known.value());
                    }
                }
            }
        }
        return templates;
    }

    private static void add(List<Template> templates, List<String> segments, String method) {
        Template found = templates.stream()
                .filter(template -> template.segments.equals(segments))
                .findAny()
                .orElse(null);
        if (found == null) {
            found = new Template(segments, new TreeSet<>(Set.of("OPTIONS")));
            templates.add(found);
        }
        found.methods.add(method);
        if (method.equals(HttpMethod.GET)) {
            found.methods.add(HttpMethod.HEAD);
        }
    }

    private static String path(@Nullable Path path) {
        String value = path == null ? "" : path.value();
        return value.isEmpty() || value.startsWith("/") ? value : '/' + value;
    }

    /** The segments of a path that begins with a slash, as they stand there. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(4);
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(start, end));
            start = end + 1;
        }
        return segments;
    }

    /** The template of a path, such as {@code /v1/keys/{key}}; null where it is no resource's. */
    public @Nullable String route(String path) {
        List<String> segments = segments(path);
        for (Template template : templates()) {
            if (template.matches(segments)) {
                return '/' + String.join("/", template.segments);
            }
        }
        return null;
    }

    /** The methods that a path knows, OPTIONS among them; none where it is no resource's. */
    Set<String> methods(List<String> path) {
        Set<String> methods = Set.of();
        for (Template template : templates()) {
            if (template.matches(path)) {
                if (methods.isEmpty()) {
                    methods = template.methods;
                } else {
                    methods = new TreeSet<>(methods);
                    methods.addAll(template.methods);
                }
            }
        }
        return methods;
    }
}
