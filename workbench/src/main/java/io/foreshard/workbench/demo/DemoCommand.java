package io.foreshard.workbench.demo;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foreshard demo}: replays a behaviour trace on an embedded cluster and shows what happened to every transaction. */
@Command(
        name = "demo",
        description = "Replays a behaviour trace on an embedded cluster of two nodes and shows what became of it.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;
    private static final int EPOCHS_OF_A_TRACE = 6;

    @Option(
            names = "--trace",
            defaultValue = "synthetic",
            description =
                    "synthetic[:SEED], purchases[:SEED], taobao:FILE, cdnow:FILE or trivago:FILE, plain or gzip (default: ${DEFAULT-VALUE})")
    private String traceSpec;

    @Option(
            names = "--store",
            description =
                    "s3://BUCKET/PREFIX for cold pages (default: a directory that answers after 30 ms); credentials and region as the "
                            + "AWS SDK finds them")
    private String store;

    @Option(names = "--s3-endpoint", description = "URL of an S3-compatible service (default: AWS)")
    private String s3Endpoint;

    @Option(names = "--report", defaultValue = "report.json", description = "JSON report (default: ${DEFAULT-VALUE})")
    private Path reportFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = reportFile.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new ParameterException(spec.commandLine(), "The report cannot be written to " + directory + ".");
        }
        checkStore();
        Trace trace;
        try {
            trace = Trace.open(traceSpec);
        } catch (TraceException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Instant first = trace.actions().get(0).time();
        Instant last = trace.actions().get(trace.actions().size() - 1).time();
        Duration epoch = Duration.ofMillis(Math.max(
                Duration.ofHours(1).toMillis(), Duration.between(first, last).toMillis() / EPOCHS_OF_A_TRACE));
        ReplayClock clock = new ReplayClock();
        DemoReport report;
        try (DemoCluster cluster = new DemoCluster(store, s3Endpoint, clock, epoch)) {
            Thread tidy = new Thread(() -> close(cluster), "foreshard-demo-tidy");
            Runtime.getRuntime().addShutdownHook(tidy);
            try {
                cluster.start();
                report = new Demo(
                                cluster,
                                trace,
                                clock,
                                new Progress(spec.commandLine().getErr()))
                        .run();
            } catch (RuntimeException e) {
                if (cluster.isClosed()) {
                    return INTERRUPTED; // it was closed under our hands
                }
                throw e;
            }
            Runtime.getRuntime().removeShutdownHook(tidy);
        }
        report.write(reportFile);
        spec.commandLine().getOut().println();
        spec.commandLine().getOut().print(report.table());
        spec.commandLine().getOut().println("  report        " + reportFile);
        spec.commandLine().getOut().flush();
        return report.verification().wrong() == 0 ? 0 : FAILED;
    }

    private void checkStore() {
        if (store != null && !store.startsWith("s3://")) {
            throw new ParameterException(
                    spec.commandLine(), "The store must be s3://BUCKET/PREFIX, but is '" + store + "'.");
        }
        if (s3Endpoint != null && store == null) {
            throw new ParameterException(spec.commandLine(), "--s3-endpoint needs --store s3://BUCKET/PREFIX.");
        }
        if (store != null) {
            try (ObjectStore opened =
                    ObjectStores.open(store, StoreOptions.none().with("s3Endpoint", s3Endpoint))) {
                opened.list("foreshard-");
            } catch (IllegalArgumentException | ObjectStoreException e) {
                throw new ParameterException(spec.commandLine(), "The store cannot be used: " + e.getMessage(), e);
            }
        }
    }

    /** Ctrl-C: nothing stays behind. */
    private void close(DemoCluster cluster) {
        try {
            cluster.close();
        } catch (IOException e) {
            spec.commandLine().getErr().println("Temporary data could not be deleted: " + e.getMessage());
        }
    }
}
