import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes a packaged service start faster. Argument: the build's directory, where Quarkus tells what it has made; what is
 * not a directory of jars, started by {@code quarkus-run.jar}, stays as it is.
 *
 * <p>What the jars hold is stored as it is: inflating four thousand classes takes a tenth of the time of a start.
 * jffi's libraries are laid beside them, in {@code jni}: in a container there is often nowhere that jffi could unpack
 * them to and load them from.
 */
final class FinishPackage {
    private static final String LIBRARIES = "jni/";

    public static void main(String[] arguments) throws IOException {
        Path build = Path.of(arguments[0]);
        Path told = build.resolve("quarkus-artifact.properties");
        if (!Files.exists(told)) {
            return;
        }
        Properties made = new Properties();
        try (InputStream in = Files.newInputStream(told)) {
            made.load(in);
        }
        // An image has none.
        Path runner = build.resolve(made.getProperty("path", ""));
        if (!runner.endsWith("quarkus-run.jar")) {
            return;
        }
        List<Path> jars;
        try (Stream<Path> files = Files.walk(runner.getParent())) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            if (jar.getFileName().toString().contains(".jffi-")
                    && jar.toString().endsWith("-native.jar")) {
                unpackLibraries(jar, runner.getParent());
            }
            store(jar);
        }
    }

    private static void unpackLibraries(Path jar, Path directory) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                String name = entry.getName();
                if (name.startsWith(LIBRARIES) && name.endsWith(".so") && name.contains("-Linux/")) {
                    Path library = directory.resolve(name).normalize();
                    Files.createDirectories(library.getParent());
                    try (InputStream content = from.getInputStream(entry)) {
                        Files.copy(content, library, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private static void store(Path jar) throws IOException {
        Path stored = jar.resolveSibling(jar.getFileName() + ".stored");
        try (ZipFile from = new ZipFile(jar.toFile())) {
            if (from.stream().allMatch(entry -> entry.getMethod() == ZipEntry.STORED)) {
                return;
            }
            try (OutputStream file = Files.newOutputStream(stored);
                    ZipOutputStream to = new ZipOutputStream(file)) {
                copy(from, to);
            }
        }
        Files.setLastModifiedTime(stored, Files.getLastModifiedTime(jar));
        Files.move(stored, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(ZipFile from, ZipOutputStream to) throws IOException {
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : Collections.list(from.entries())) {
            // Quarkus puts some directories in twice.
            if (!names.add(entry.getName())) {
                continue;
            }
            ZipEntry stored = new ZipEntry(entry);
            stored.setMethod(ZipEntry.STORED);
            stored.setCompressedSize(entry.getSize());
            to.putNextEntry(stored);
            try (InputStream content = from.getInputStream(entry)) {
                content.transferTo(to);
            }
            to.closeEntry();
        }
    }
}
