package io.foreshard.suites;

import io.foreshard.plugin.node.TierOnlyProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of a test class of Ignite in a process of its own, and the lines it printed. */
final class SuiteRun {
    /** Begin of the line of a test. */
    static final String TEST = "suite-test";

    /** Begin of the line of figures. */
    static final String FIGURES = "suite-figures";

    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    private static final Path DIRECTORY = Path.of("target", "suites").toAbsolutePath();
    private static final String PROVIDER = "META-INF/services/org.apache.ignite.plugin.PluginProvider";
    private static final long LIMIT_MINUTES = 20;

    private final Path log;
    private final List<String> lines;

    private SuiteRun(Path log, List<String> lines) {
        this.log = log;
        this.lines = lines;
    }

    /**
     * Runs the tests of a class.
     *
     * @param tier whether nodes have a tier; without one the run is a control
     */
    static SuiteRun of(Suite suite, boolean tier) throws IOException, InterruptedException {
        Path work = DIRECTORY.resolve(suite.simpleName() + (tier ? "" : "-stock"));
        delete(work);
        Path home = work.resolve("home");
        copy(Path.of("target", "test-classes", "ignite-home"), home);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("config/jvm.options"),
                "-ea",
                "-Xmx2g",
                "-XX:+UseParallelGC",
                "-DIGNITE_HOME=" + home,
                "-DIGNITE_QUIET=false",
                "-DIGNITE_UPDATE_NOTIFIER=false",
                "-DIGNITE_PERFORMANCE_SUGGESTIONS_DISABLED=true",
                "-Djava.net.preferIPv4Stack=true"));
        if (tier) {
            command.add("-D" + TierOnlyProvider.STORE + "=" + work.resolve("store"));
            if (suite.periodMillis() > 0) {
                command.add("-D" + CheckpointOffloads.PERIOD + "=" + suite.periodMillis());
            }
        }
        command.addAll(List.of("-cp", classPath(), SuiteMain.class.getName(), suite.className()));
        command.addAll(suite.excluded());
        Path log = DIRECTORY.resolve(work.getFileName() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("IGNITE_HOME", home.toString());
        builder.environment().put("IGNITE_WORK_DIR", home.resolve("work").toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError(suite + " has not ended after " + LIMIT_MINUTES + " min: " + log);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        delete(work);
        return new SuiteRun(log, Files.readAllLines(log));
    }

    /** Returns the names of the tests that ended in one way: PASSED, FAILED or IGNORED. */
    List<String> tests(String end) {
        return lines.stream()
                .filter(line -> line.startsWith(TEST + " " + end + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    /** Returns a figure of the tiers of all nodes; -1 if the process was cut off. */
    long figure(String name) {
        for (String line : lines) {
            Matcher figure = Pattern.compile(" " + name + "=(\\d+)").matcher(line);
            if (line.startsWith(FIGURES) && figure.find()) {
                return Long.parseLong(figure.group(1));
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "passed=" + tests("PASSED").size() + " failed=" + tests("FAILED") + " offloadedPages=" + figure("pages")
                + " fetches=" + figure("fetches") + " " + log;
    }

    /** Returns the class path of this process with one provider of plugins, that of the tests. */
    private static String classPath() throws IOException {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path present = ROOT.resolve("ignite-plugin/target/classes");
        Path copy = DIRECTORY.resolve("plugin");
        copy(present, copy);
        Files.deleteIfExists(copy.resolve(PROVIDER));
        if (!all.contains(present.toString())) {
            throw new IllegalStateException("Run the suites with the Maven phase test, which uses " + present + ".");
        }
        return Arrays.stream(all.split(File.pathSeparator))
                .map(entry -> entry.equals(present.toString()) ? copy.toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
