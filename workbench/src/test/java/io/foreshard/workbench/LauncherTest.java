package io.foreshard.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a copy of the launcher {@code ./foreshard} as a process in a tree of its own. The PATH has the tools the launcher needs and scripts
 * named java and mvn: java prints its arguments, mvn counts its calls.
 */
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("foreshard.root"), "foreshard");
    private static final List<String> TOOLS = List.of(
            "awk",
            "bash",
            "cat",
            "date",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "sed",
            "sleep",
            "tee",
            "touch");
    private static final String STARTED = "io.foreshard.workbench.Workbench";

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private Path root;
    private Path tools;
    private Path calls;

    @BeforeEach
    void copyLauncher() throws IOException {
        directory = directory.toRealPath();
        root = directory.resolve("a project");
        tools = Files.createDirectory(directory.resolve("tools"));
        calls = directory.resolve("calls");
        Files.createDirectories(root.resolve("workbench/src/main"));
        Files.createDirectory(root.resolve("config"));
        Files.createFile(root.resolve("config/foreshard-log4j2.xml"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("workbench/pom.xml"));
        Files.copy(LAUNCHER, root.resolve("foreshard"));
        for (String tool : TOOLS) {
            Optional<Path> found = onPath(tool);
            if (found.isPresent()) {
                Files.createSymbolicLink(tools.resolve(tool), found.get());
            }
        }
        java(tools, "17.0.9", "jdk.compiler@17.0.9");
        mvn("");
    }

    @AfterEach
    void end() {
        processes.forEach(LauncherTest::kill);
    }

    @Test
    void start_nothingBuilt_buildsOnceAndPassesArguments() throws Exception {
        Run first = run("demo", "--trace", "taobao:a file");
        Run second = run("--version");

        assertThat(first.exitCode()).isZero();
        assertThat(first.lines())
                .contains("  Foreshard :: Stub", "demo", "--trace", "taobao:a file")
                .contains("@" + root + "/config/jvm.options", root + "/workbench/target/classpath/*");
        assertThat(second.lines()).endsWith(STARTED, "--version").doesNotContain("  Foreshard :: Stub");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void start_sourceChanged_buildsAgain() throws Exception {
        run("demo");
        Files.createFile(root.resolve("workbench/src/main/New.java"));
        run("demo");
        Files.delete(root.resolve("workbench/src/main/New.java"));
        run("demo");
        Files.writeString(
                root.resolve("config/foreshard-log4j2.xml"), "<Configuration/>"); // the jar of the plugin contains it
        run("demo");

        assertThat(calls()).isEqualTo(4);
    }

    @Test
    void start_bySymbolicLink_findsTheProject() throws Exception {
        Path links = Files.createDirectories(directory.resolve("links/deeper"));
        Path absolute = Files.createSymbolicLink(links.resolve("absolute"), root.resolve("foreshard"));
        Path relative =
                Files.createSymbolicLink(links.resolve("relative"), links.relativize(root.resolve("foreshard")));
        Path linkToLink = Files.createSymbolicLink(directory.resolve("link"), Path.of("links/deeper/relative"));
        Path linkedDirectory =
                Files.createSymbolicLink(directory.resolve("elsewhere"), root).resolve("foreshard");

        for (Path link : List.of(absolute, relative, linkToLink, linkedDirectory)) {
            Run run = run(Map.of(), directory, link.toString(), "demo");
            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.lines()).endsWith(STARTED, "demo");
        }
        assertThat(calls()).isEqualTo(1);
    }

    /** With CDPATH, cd looks for a relative directory elsewhere first, and prints it. */
    @Test
    void start_relativeWithCdpath_findsTheProject() throws Exception {
        Files.createDirectories(directory.resolve("elsewhere").resolve(root.getFileName()));

        Run run = run(
                Map.of("CDPATH", directory.resolve("elsewhere").toString()),
                directory,
                root.getFileName() + "/foreshard",
                "demo");

        assertThat(run.lines()).endsWith(STARTED, "demo");
    }

    @Test
    void start_wrongJavaHome_namesIt() throws Exception {
        Run run = run(Map.of("JAVA_HOME", "/nowhere"), root, "./foreshard", "demo");

        refused(run, "JAVA_HOME is /nowhere, where there is no bin/java; point it to a JDK 17 or later, or unset it.");
    }

    @Test
    void start_javaHome_isPreferredToThePath() throws Exception {
        java(tools, "11.0.2", "jdk.compiler@11.0.2");
        Path home = java(Files.createDirectories(directory.resolve("jdk/bin")), "21", "jdk.compiler@21");

        Run run = run(Map.of("JAVA_HOME", home.toString()), root, "./foreshard", "demo");

        assertThat(run.lines()).endsWith(STARTED, "demo");
    }

    @Test
    void start_java11OrJava8_isTooOld() throws Exception {
        java(tools, "11.0.2", "jdk.compiler@11.0.2");
        refused(
                run("demo"),
                "java is too old: openjdk version \"11.0.2\". Install a JDK 17 or later and point JAVA_HOME to it.");

        java(tools, "1.8.0_392", "");
        refused(
                run("demo"),
                "java is too old: openjdk version \"1.8.0_392\". Install a JDK 17 or later and point JAVA_HOME to it.");
    }

    @Test
    void start_javaThatFails_showsItsAnswer() throws Exception {
        script(tools.resolve("java"), "echo 'Unable to locate a Java Runtime.' >&2; exit 1");

        refused(
                run("demo"),
                "java does not run; install a JDK 17 or later and point JAVA_HOME to it. It said: Unable to locate a Java Runtime.");
    }

    @Test
    void start_noJava_saysSo() throws Exception {
        Files.delete(tools.resolve("java"));

        refused(run("demo"), "There is no java on the PATH; install a JDK 17 or later.");
    }

    @Test
    void start_runtimeWithoutCompiler_isRefusedBeforeABuildOnly() throws Exception {
        java(tools, "17.0.9", "");
        refused(
                run("demo"),
                "java is a runtime without the compiler; install a JDK 17 or later and point JAVA_HOME to it.");

        java(tools, "17.0.9", "jdk.compiler@17.0.9");
        run("demo");
        java(tools, "17.0.9", "");

        assertThat(run("demo").lines()).endsWith(STARTED, "demo");
    }

    @Test
    void start_noMaven_isRefusedBeforeABuildOnly() throws Exception {
        Files.delete(tools.resolve("mvn"));
        refused(run("demo"), "There is no mvn on the PATH; install Maven 3.8 or later.");

        mvn("");
        run("demo");
        Files.delete(tools.resolve("mvn"));

        assertThat(run("demo").lines()).endsWith(STARTED, "demo");
    }

    @Test
    void start_buildFails_showsTheFirstErrorsAndTheLog() throws Exception {
        mvn("for i in 1 2 3 4 5 6 7; do echo \"[ERROR] error $i\"; done; exit 1");

        Run run = run("demo");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines())
                .endsWith(
                        "[ERROR] error 4",
                        "[ERROR] error 5",
                        "The build failed; " + root + "/workbench/target/build.log has its whole output.");
        assertThat(root.resolve("workbench/target/build.log")).content().contains("[ERROR] error 7");
        run("demo");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void start_downloads_printsDots() throws Exception {
        mvn("for i in {1..60}; do echo '[INFO] Downloaded from central: an-artifact.jar'; done");

        assertThat(run("demo").lines()).contains("  downloading ..");
    }

    @Test
    void start_afterInterruptedBuild_buildsAgain() throws Exception {
        mvn("sleep 60");
        Process interrupted = start(Map.of(), root, "./foreshard", "demo");
        await().until(() -> calls() == 1);
        kill(interrupted);
        mvn("");

        assertThat(run("demo").lines()).contains("  Foreshard :: Stub").endsWith(STARTED, "demo");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void start_twiceAtOnce_buildsOnce() throws Exception {
        assumeTrue(onPath("flock").isPresent(), "There is no flock: each start builds.");
        Path release = directory.resolve("release");
        mvn("while [ ! -e '" + release + "' ]; do sleep 0.02; done");
        Process first = start(Map.of(), root, "./foreshard", "demo");
        await().until(() -> calls() == 1);
        Process second = start(Map.of(), root, "./foreshard", "demo");
        await().until(() -> output(second).contains("Waiting for the build of another start ..."));
        Files.createFile(release);

        assertThat(finished(first).lines()).endsWith(STARTED, "demo");
        assertThat(finished(second).lines()).endsWith(STARTED, "demo");
        assertThat(calls()).isEqualTo(1);
    }

    private void refused(Run run, String sentence) throws IOException {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines()).containsExactly(sentence);
    }

    private long calls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    /** Writes a java of this version that lists one module and prints its other arguments; returns its home. */
    private static Path java(Path bin, String version, String module) throws IOException {
        script(
                bin.resolve("java"),
                "case $1 in -version) echo 'openjdk version \"" + version + "\"' >&2 ;; --list-modules) echo '" + module
                        + "' ;; *) printf '%s\\n' \"$@\" ;; esac");
        return bin.getParent();
    }

    private void mvn(String command) throws IOException {
        script(
                tools.resolve("mvn"),
                "echo '[INFO] Building Foreshard :: Stub'; echo called >>'" + calls + "'\n" + command);
    }

    private static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\n" + command + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Optional<Path> onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(each -> Path.of(each, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Run run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./foreshard"));
        command.addAll(List.of(arguments));
        return run(Map.of(), root, command.toArray(String[]::new));
    }

    private Run run(Map<String, String> environment, Path working, String... command) throws Exception {
        return finished(start(environment, working, command));
    }

    private Process start(Map<String, String> environment, Path working, String... command) throws IOException {
        Path output = directory.resolve("output-" + processes.size());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(working.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", tools.toString(), "HOME", directory.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private List<String> output(Process process) throws IOException {
        return Files.readAllLines(directory.resolve("output-" + processes.indexOf(process)));
    }

    private Run finished(Process process) throws Exception {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), output(process));
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** How a launcher ended and which lines it printed. */
    private record Run(int exitCode, List<String> lines) {}
}
