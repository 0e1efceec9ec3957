package io.foreshard.plugin.node;

import java.lang.reflect.InaccessibleObjectException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The report about a server that did not start: the chain of causes when it helps, and as the last line one sentence with key and cure. */
final class StartFailure {
    private static final int MAX_CAUSES = 5;
    private static final int MAX_LENGTH = 200;
    private static final String NOT_STARTED = "The server did not start";

    private StartFailure() {}

    /**
     * Returns the lines to print.
     *
     * @param file the Spring XML as the user named it
     */
    static List<String> report(String file, Throwable failure) {
        List<Throwable> causes = causes(failure);
        if (causes.stream().anyMatch(InaccessibleObjectException.class::isInstance)) {
            return List.of(NOT_STARTED + ": the JVM lacks flags of Ignite. Start it with java @config/jvm.options.");
        }
        String message = String.valueOf(causes.get(0).getMessage());
        if (message.startsWith("Spring XML configuration path is invalid") || isDirectory(file)) {
            return List.of("There is no file " + Path.of(file).toAbsolutePath().normalize()
                    + ". Give the Spring XML of a node, such as config/foreshard-server.xml.");
        }
        if (message.startsWith("Failed to find configuration in")) {
            return List.of(file + ": there is no bean of class org.apache.ignite.configuration.IgniteConfiguration."
                    + " Add one, as in config/foreshard-server.xml.");
        }
        return SpringFailure.sentence(causes)
                .map(sentence -> List.of(file + ": " + sentence))
                .orElseGet(() -> ofTheNode(causes));
    }

    /** Returns the failure and its causes, outermost first. */
    static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** Spring has done its part: the innermost cause is the best sentence, and those around it say which part of the node failed. */
    private static List<String> ofTheNode(List<Throwable> causes) {
        List<String> lines = new ArrayList<>();
        String inner = "";
        for (int i = causes.size() - 1; i >= 0; i--) {
            String message = shown(causes.get(i));
            if (inner.isEmpty() || !message.contains(inner) && !lines.contains(message)) {
                lines.add(0, message);
                inner = message;
            }
        }
        String last = lines.remove(lines.size() - 1);
        List<String> report = new ArrayList<>(lines.subList(0, Math.min(lines.size(), MAX_CAUSES)));
        boolean unclear = causes.get(causes.size() - 1) instanceof NullPointerException;
        report.add(
                unclear // Ignite failed again while it stopped the half-started node
                        ? NOT_STARTED + ": the first ERROR of the log has the cause."
                        : NOT_STARTED + ": " + last);
        return report;
    }

    private static String shown(Throwable cause) {
        String message = cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("");
        boolean ours = cause instanceof IllegalArgumentException;
        return ours || message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "...";
    }

    private static boolean isDirectory(String file) {
        try {
            return Files.isDirectory(Path.of(file));
        } catch (InvalidPathException e) {
            return false; // a URL
        }
    }
}
