package io.larder.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The console's files, from the class path; each is read once. */
final class Pages {

    private static final String ROOT = "console/";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]*\\.(html|css|js|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** The one page, and what stands in it before the name of each other file. */
    private static final String INDEX = "index.html";

    private static final String BESIDE = "=\"" + ROOT;

    /** Draws the plots. MIT licence, which its file says. */
    private static final String PLOTS = "uplot.js";

    private static final String PLOTS_VERSION = "META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String PLOTS_FILE = "META-INF/resources/webjars/uplot/%s/dist/uPlot.esm.js";

    private final Map<String, Page> known = new ConcurrentHashMap<>();

    /** The file of a name, or null. */
    @Nullable
    Page file(String name) {
        Page page = known.get(name);
        if (page == null) {
            Matcher spelling = NAME.matcher(name);
            byte[] bytes = spelling.matches() ? bytes(name) : null;
            if (bytes == null) {
                return null;
            }
            if (name.equals(INDEX)) {
                // Asked for below /console/, where the other files are its neighbours.
                bytes = text(bytes).replace(BESIDE, "=\"").getBytes(StandardCharsets.UTF_8);
            }
            page = Page.of(TYPES.get(spelling.group(1)), bytes);
            known.put(name, page);
        }
        return page;
    }

    /** The page as it is at the root. */
    Page index() {
        return known.computeIfAbsent("/", root -> {
            byte[] bytes = bytes(INDEX);
            if (bytes == null) {
                throw new IllegalStateException(INDEX + " is not on the class path");
            }
            return Page.of(TYPES.get("html"), bytes);
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(String name) {
        if (!name.equals(PLOTS)) {
            return resource(ROOT + name);
        }
        byte[] properties = resource(PLOTS_VERSION);
        if (properties == null) {
            return null;
        }
        Properties version = new Properties();
        try {
            version.load(new StringReader(text(properties)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return resource(String.format(PLOTS_FILE, version.getProperty("version")));
    }

    private static byte @Nullable [] resource(String path) {
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
