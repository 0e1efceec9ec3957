package io.foreshard.plugin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteState;
import org.apache.ignite.Ignition;

/**
 * The main class of a server: starts the node of a Spring XML and exits when the node has stopped. It does what Ignite's
 * CommandLineStartup does for one file; a start that fails ends with one sentence that names the file, the key and the cure. Ignite stops the
 * node on SIGTERM. Thread-safe: it has no state.
 *
 * <p>The exit code is 0 after a node was stopped in order, and 1 after a failed start, a failure or a segmentation. {@code -Dforeshard.trace=true}
 * prints the stack trace of a failed start as well.
 */
public final class ForeshardServer {
    private static final String USAGE =
            "Usage: java @config/jvm.options -cp 'DIRECTORY/*' io.foreshard.plugin.node.ForeshardServer FILE"
                    + " (the Spring XML of the node, such as config/foreshard-server.xml) or --version";

    private ForeshardServer() {}

    /** Starts a server and waits until it has stopped. */
    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        String argument = arguments.length == 1 ? arguments[0] : "";
        switch (argument) {
            case "--version" -> System.out.println("Foreshard " + version(ForeshardServer.class) + " (Apache Ignite "
                    + version(Ignite.class) + ", Java " + Runtime.version() + ")");
            case "--help" -> System.out.println(USAGE);
            default -> {
                if (argument.isEmpty() || argument.startsWith("-")) {
                    System.err.println(USAGE);
                    return 1;
                }
                return serve(argument);
            }
        }
        return 0;
    }

    private static int serve(String file) {
        Optional<String> misspelt = misspelt(file);
        if (misspelt.isPresent()) {
            System.err.println(file + ": " + misspelt.get());
            return 1;
        }
        String name;
        try {
            name = Ignition.start(file).name();
        } catch (RuntimeException | Error e) { // an Error too: threads of a half-started node would keep the JVM alive
            if (Boolean.getBoolean("foreshard.trace")) {
                e.printStackTrace();
            }
            System.out.flush();
            StartFailure.report(file, e).forEach(System.err::println);
            return 1;
        }
        return stateAfter(name) == IgniteState.STOPPED ? 0 : 1;
    }

    /** Waits until the node has stopped, for any reason. */
    static IgniteState stateAfter(String name) {
        CompletableFuture<IgniteState> stopped = new CompletableFuture<>();
        Ignition.addListener((instance, state) -> {
            if (Objects.equals(instance, name) && state != IgniteState.STARTED) {
                stopped.complete(state);
            }
        });
        IgniteState state = Ignition.state(name);
        if (state != IgniteState.STARTED) { // before the listener was added
            stopped.complete(state);
        }
        return stopped.join();
    }

    /** Checks the names of JVM properties and environment variables; a URL or an unreadable file is Ignite's to report. */
    private static Optional<String> misspelt(String file) {
        try {
            return new Placeholders(Files.readString(Path.of(file)))
                    .misspelt(
                            System.getProperties().stringPropertyNames(),
                            System.getenv().keySet());
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
