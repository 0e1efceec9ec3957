package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.workbench.Workbench;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong arguments and a full disk: one sentence, the right exit code, nothing on the disk. */
class DemoCommandTest {
    @TempDir
    Path directory;

    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--trace nonsense, There is no trace format 'nonsense'",
        "--trace taobao:/does/not/exist, /does/not/exist",
        "--trace synthetic:x, The seed of the synthetic trace",
        "--store ftp://x, The store must be s3://BUCKET/PREFIX",
        "--s3-endpoint http://localhost:1, --s3-endpoint needs --store",
        "--report /does/not/exist/report.json, The report cannot be written",
        "--report /, --report / is a directory",
        "--dir /does/not/exist, --dir /does/not/exist is not a directory",
        "--rounds 0, --rounds must be 1 to 20",
        "--rounds many, Invalid value for option '--rounds'",
        "--unknown, Unknown option",
    })
    void call_wrongArgument_endsWithOneSentence(String arguments, String sentence) {
        int code = execute(RunDirectory.FreeSpace.ofFileStore(), arguments.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .contains(sentence)
                .endsWith("See ./foreshard demo --help.");
    }

    @Test
    void call_noCommand_endsWithOneSentence() {
        int code = Workbench.commandLine(new DemoCommand())
                .setErr(new PrintWriter(errors))
                .execute();

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().contains("A command is missing");
    }

    @Test
    void call_tooLittleSpace_namesTheNeedBeforeTheRun() throws Exception {
        int code = run(unused -> 10_000_000);

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .matches("The run needs about \\d+ MB in .*, where 10 MB are free; choose another .* with --dir\\.");
        assertThat(runDirectories()).isZero();
    }

    @Test
    void call_diskFillsDuringTheRun_endsWithASentenceAndDeletesItsData() throws Exception {
        int code = run(path -> Files.exists(path.resolve("server-1")) ? 1_000_000 : Long.MAX_VALUE);

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString())
                .contains("The disk of " + directory + " is full: 1 MB is free.")
                .doesNotContain("\tat ");
        assertThat(runDirectories()).isZero();
    }

    @Test
    void call_storeFailsDuringTheRun_namesTheStepAndDeletesItsData() throws Exception {
        int code = run(path -> {
            Path store = path.resolve("store");
            if (Files.isDirectory(store)) {
                throw new IOException("The disk was removed.");
            }
            return Long.MAX_VALUE;
        });

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString()).contains("The run lost its directory").doesNotContain("\tat ");
        assertThat(runDirectories()).isZero();
    }

    private int run(RunDirectory.FreeSpace freeSpace) throws IOException {
        Path trace = SmallTrace.file(Files.createDirectory(directory.resolve("trace")), 300);
        return execute(
                freeSpace,
                "--trace",
                "taobao:" + trace,
                "--dir",
                directory.toString(),
                "--report",
                directory.resolve("report.json").toString());
    }

    private int execute(RunDirectory.FreeSpace freeSpace, String... arguments) {
        String[] all = Stream.concat(Stream.of("demo"), Stream.of(arguments)).toArray(String[]::new);
        return Workbench.commandLine(new DemoCommand(freeSpace))
                .setErr(new PrintWriter(errors))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(all);
    }

    private long runDirectories() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("foreshard-demo-"))
                    .count();
        }
    }
}
