package io.foreshard.workbench.attack.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.IgniteSystemProperties;
import org.apache.ignite.logger.NullLogger;

/**
 * Ignite's command line {@code control.sh} in this JVM, against one server. Its class is named by text: it belongs to Ignite's internals, which only the seams
 * of the plugin use, and a process for each command would cost one second. Thread-safe.
 */
public final class ControlUtility {
    private static final String HANDLER = "org.apache.ignite.internal.commandline.CommandHandler";

    private final int port;

    /** Creates the command line of the server with a port for thin clients. */
    public ControlUtility(int port) {
        this.port = port;
    }

    /**
     * Sets where the utility writes files with details, unless the JVM was started with a directory: Ignite takes the current one otherwise, and reads the property once, before the first client
     * starts.
     */
    public static void writeBelow(Path directory) {
        if (System.getProperty(IgniteSystemProperties.IGNITE_HOME) == null) {
            System.setProperty(IgniteSystemProperties.IGNITE_HOME, directory.toString());
        }
    }

    /**
     * The result of a command.
     *
     * @param code exit code
     * @param output lines it printed
     */
    public record Result(int code, List<String> output) {
        /** Returns whether a line contains a text. */
        public boolean says(String text) {
            return output.stream().anyMatch(line -> line.contains(text));
        }
    }

    /** Runs a command; blocks until it has ended. */
    public Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
        all.addAll(List.of(arguments));
        List<String> output = new ArrayList<>();
        try {
            Class<?> type = Class.forName(HANDLER);
            Object handler = type.getConstructor(IgniteLogger.class).newInstance(new Lines(output));
            int code = (int) type.getMethod("execute", List.class).invoke(handler, all);
            synchronized (output) {
                return new Result(code, List.copyOf(output));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Ignite's control utility cannot be called.", e);
        }
    }

    /** Collects the output, which the utility writes to its logger. */
    private static final class Lines extends NullLogger {
        private final List<String> lines;

        Lines(List<String> lines) {
            this.lines = lines;
        }

        private void add(String text) {
            synchronized (lines) {
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
            }
        }

        @Override
        public IgniteLogger getLogger(Object category) {
            return this;
        }

        @Override
        public void info(String message) {
            add(message);
        }

        @Override
        public void warning(String message, Throwable error) {
            add(message);
        }

        @Override
        public void error(String message, Throwable error) {
            add(message);
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }
    }
}
