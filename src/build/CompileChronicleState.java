import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles at build time what Chronicle Map would otherwise compile whenever a map is opened, so that the service
 * starts faster and needs no JDK. Arguments: the directory to write classes to, and a file whose presence and content
 * (the library's version) says that they are written already.
 *
 * <p>Two classes come out: the library's own off-heap view of a map's global state, from the source that the library
 * generates for it; and, for runtimes without a compiler, a stand-in for javac's entry point that yields no compiler:
 * the library looks that class up when it initialises, though with the first class at hand it compiles nothing.
 */
final class CompileChronicleState {
    private static final String STATE = "net.openhft.chronicle.hash.VanillaGlobalMutableState";
    private static final String STAND_IN = """
        package com.sun.tools.javac.api;
        public final class JavacTool {
            private JavacTool() {
            }
            public static javax.tools.JavaCompiler create() {
                return null;
            }
        }
        """;

    public static void main(String[] arguments) throws Exception {
        Path classes = Path.of(arguments[0]);
        String version = arguments[1];
        Path stamp = classes.resolveSibling("chronicle-state.version");
        Path compiled = classes.resolve((STATE + "$$Native").replace('.', '/') + ".class");
        if (Files.exists(compiled)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(version)) {
            return;
        }
        Files.createDirectories(classes);
        String path = System.getProperty("java.class.path");
        compile(classes, STATE + "$$Native", stateSource(), List.of("--release", "17", "-classpath", path));
        // The package is the compiler module's own: hide that module from this compilation.
        compile(
                classes,
                "com.sun.tools.javac.api.JavacTool",
                STAND_IN,
                List.of("--limit-modules", "java.base,java.compiler", "-source", "17", "-target", "17"));
        Files.writeString(stamp, version);
    }

    private static String stateSource() throws ReflectiveOperationException {
        Class<?> model = Class.forName("net.openhft.chronicle.values.ValueModel");
        Object state = model.getMethod("acquire", Class.class).invoke(null, Class.forName(STATE));
        Method generate = Class.forName("net.openhft.chronicle.values.Generators")
                .getDeclaredMethod("generateNativeClass", model, String.class);
        generate.setAccessible(true);
        return (String) generate.invoke(null, state, STATE.substring(STATE.lastIndexOf('.') + 1) + "$$Native");
    }

    private static void compile(Path classes, String name, String source, List<String> options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject unit =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-Xlint:none"));
        StringWriter messages = new StringWriter();
        if (!compiler.getTask(messages, null, null, all, null, List.of(unit)).call()) {
            throw new IOException("Cannot compile " + name + ":\n" + messages);
        }
    }
}
