package io.foreshard.plugin.internal.command;

import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.commandline.CommandHandler;
import org.apache.ignite.internal.processors.odbc.ClientListenerProcessor;
import org.apache.ignite.logger.NullLogger;

/** Ignite's control utility in this JVM, connected to one server; keeps the lines it prints. */
final class ControlUtility {
    private final Lines lines = new Lines();
    private final List<String> connection;

    ControlUtility(Ignite server) {
        connection = List.of(
                "--host",
                "127.0.0.1",
                "--port",
                server.cluster()
                        .localNode()
                        .attribute(ClientListenerProcessor.CLIENT_LISTENER_PORT)
                        .toString());
    }

    /** Runs a command; returns the exit code. */
    int run(String... arguments) {
        List<String> all = new ArrayList<>(connection);
        all.addAll(List.of(arguments));
        return runAlone(all.toArray(String[]::new));
    }

    /** Runs a command without the arguments of the connection. */
    int runAlone(String... arguments) {
        lines.printed.clear();
        return new CommandHandler(lines).execute(List.of(arguments));
    }

    /** Returns the text of the last command. */
    String output() {
        return String.join("\n", lines.printed);
    }

    /** A log that keeps its lines. */
    private static final class Lines extends NullLogger {
        private final List<String> printed = new ArrayList<>();

        @Override
        public void info(String message) {
            printed.add(message);
        }

        @Override
        public void warning(String message) {
            printed.add(message);
        }

        @Override
        public void error(String message) {
            printed.add(message);
        }
    }
}
