package io.foreshard.workbench.demo;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foreshard demo}: replays a behaviour trace on an embedded cluster and reports the result. Not thread-safe. */
@Command(
        name = "demo",
        description =
                "Replays a behaviour trace on an embedded cluster of two servers and a client, and reports the result.",
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;
    private static final int MAX_ROUNDS = 20;

    private final RunDirectory.FreeSpace freeSpace;

    @Option(
            names = "--trace",
            paramLabel = "TRACE",
            defaultValue = "synthetic",
            description =
                    "synthetic[:SEED], purchases[:SEED], taobao:FILE, cdnow:FILE, trivago:FILE, yoochoose:FILE or "
                            + "bpi:FILE; a file may be compressed with gzip (default: ${DEFAULT-VALUE})")
    private String traceSpec;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description = "s3://BUCKET/PREFIX for cold pages, with the credentials and the region that the AWS SDK "
                    + "finds (default: a local directory that answers after 30 ms)")
    private String store;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "URL of an S3-compatible service (default: AWS)")
    private String s3Endpoint;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "report.json",
            description = "JSON report (default: ${DEFAULT-VALUE})")
    private Path reportFile;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "directory for temporary data, deleted at the end (default: the system's: ${sys:java.io.tmpdir})")
    private Path parent = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "rounds of the comparison without and with prefetch, 1 to 20 (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--keep",
            description = "leave the cluster running after the run, with JDBC and metrics, until Ctrl-C")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    private boolean help;

    @Option(names = "--verbose", description = "print the stack trace of a failure")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    /** Creates the command. */
    public DemoCommand() {
        this(RunDirectory.FreeSpace.ofFileStore());
    }

    DemoCommand(RunDirectory.FreeSpace freeSpace) {
        this.freeSpace = freeSpace;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkReport();
        if (!Files.isDirectory(parent)) {
            throw wrong("--dir " + parent + " is not a directory.", null);
        }
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw wrong("--rounds must be 1 to " + MAX_ROUNDS + ", but is " + rounds + ".", null);
        }
        checkStore();
        Trace trace;
        try {
            trace = Trace.open(traceSpec);
        } catch (TraceException e) {
            throw wrong(e.getMessage(), e);
        }
        try {
            return run(trace);
        } catch (DemoException e) {
            PrintWriter err = spec.commandLine().getErr();
            if (verbose) {
                e.printStackTrace(err);
            }
            err.println(e.getMessage());
            err.flush();
            return FAILED;
        }
    }

    private int run(Trace trace) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        DemoRun.Options options = new DemoRun.Options(parent.toAbsolutePath(), store, s3Endpoint, rounds, keep);
        try (DemoRun run = new DemoRun(trace, options, freeSpace, new Progress(err))) {
            Thread hook = new Thread(() -> close(run), "foreshard-demo-close");
            Runtime.getRuntime().addShutdownHook(hook);
            DemoReport report;
            try {
                report = run.run();
                report.write(reportFile);
                out.printf("%n%s  %-12s %s%n", DemoTable.of(report), "report", reportFile);
                out.flush();
                if (keep) {
                    out.print(run.kept().text());
                    out.flush();
                    new CountDownLatch(1).await(); // Ctrl-C ends it
                }
            } catch (DemoException e) {
                if (run.isClosed()) {
                    return INTERRUPTED; // a consequence of Ctrl-C
                }
                throw e;
            } finally {
                if (!run.isClosed()) {
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
            }
            return report.verification().wrong() == 0 ? 0 : FAILED;
        }
    }

    /** Refuses a path that cannot be written, before the run, which takes minutes. */
    private void checkReport() {
        if (Files.isDirectory(reportFile)) {
            throw wrong("--report " + reportFile + " is a directory; name a file.", null);
        }
        Path directory = reportFile.toAbsolutePath().getParent();
        boolean writable = Files.exists(reportFile) ? Files.isWritable(reportFile) : Files.isWritable(directory);
        if (!Files.isDirectory(directory) || !writable) {
            throw wrong("The report cannot be written to " + reportFile + ".", null);
        }
    }

    private void checkStore() {
        if (s3Endpoint != null && store == null) {
            throw wrong("--s3-endpoint needs --store s3://BUCKET/PREFIX.", null);
        }
        if (store == null) {
            return;
        }
        if (!store.startsWith("s3://")) {
            throw wrong("The store must be s3://BUCKET/PREFIX, but is '" + store + "'.", null);
        }
        try (ObjectStore opened = ObjectStores.open(store, StoreOptions.none().with("s3.endpoint", s3Endpoint))) {
            opened.list("foreshard-");
        } catch (IllegalArgumentException | ObjectStoreException e) {
            throw wrong("The store cannot be used: " + e.getMessage(), e);
        }
    }

    private ParameterException wrong(String sentence, Exception cause) {
        return new ParameterException(spec.commandLine(), sentence, cause);
    }

    private void close(DemoRun run) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            run.close();
        } catch (IOException | RuntimeException e) {
            err.println("Data of the run could not be deleted: " + e.getMessage());
            err.flush();
        }
    }
}
