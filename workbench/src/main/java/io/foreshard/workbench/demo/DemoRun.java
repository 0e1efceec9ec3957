package io.foreshard.workbench.demo;

import io.foreshard.trace.Trace;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of the demo with the directory, the ports and the cluster it owns; closing it stops and deletes all of them.
 *
 * <p>Not thread-safe, but {@link #close} and {@link #isClosed} may be called from any thread, also twice.
 */
final class DemoRun implements AutoCloseable {
    private static final int EPOCHS_OF_A_TRACE = 6;
    private static final long WATCH_MILLIS = 250;
    private static final String DISK_FULL = "No space left on device";

    private final Trace trace;
    private final Options options;
    private final Progress progress;
    private final ReplayClock clock = new ReplayClock();
    private final RunDirectory directory;
    private final PortBlock ports;
    private final DemoCluster cluster;
    private volatile boolean closing;
    private boolean closed;

    /**
     * The inputs of a run.
     *
     * @param parent directory in which the run creates its own
     * @param store URI of the store of cold pages, or null for a directory
     * @param s3Endpoint URL of an S3-compatible service, or null
     * @param rounds rounds of the comparison without and with prefetch
     * @param keep whether the servers take JDBC connections and serve metrics, for use after the run
     */
    record Options(Path parent, String store, String s3Endpoint, int rounds, boolean keep) {}

    /** Steps on a started cluster. */
    interface Steps<T> {
        T run(Demo demo) throws InterruptedException, IOException;
    }

    /**
     * Reserves directory and ports.
     *
     * @throws DemoException if there is no space, no writable directory or no port
     */
    DemoRun(Trace trace, Options options, RunDirectory.FreeSpace freeSpace, Progress progress) throws IOException {
        this.trace = trace;
        this.options = options;
        this.progress = progress;
        directory = RunDirectory.create(options.parent(), trace.actions().size(), freeSpace);
        try {
            ports = PortBlock.reserve();
        } catch (IOException e) {
            directory.close();
            throw new DemoException(e.getMessage(), e);
        }
        cluster = new DemoCluster(new DemoCluster.Settings(
                directory.path(), ports, options.store(), options.s3Endpoint(), clock, epoch(trace), options.keep()));
    }

    private static Duration epoch(Trace trace) {
        Instant first = trace.actions().get(0).time();
        Instant last = trace.actions().get(trace.actions().size() - 1).time();
        return Duration.ofMillis(Math.max(
                Duration.ofHours(1).toMillis(), Duration.between(first, last).toMillis() / EPOCHS_OF_A_TRACE));
    }

    /**
     * Runs the demo in a thread of its own, which a full disk or a failed node may block without end, and watches both.
     *
     * @throws DemoException if it fails, with a sentence for the user
     */
    DemoReport run() throws InterruptedException {
        return run(Demo::run);
    }

    /** Runs some steps of the demo, as {@link #run()} runs all of them. */
    <T> T run(Steps<T> steps) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(() -> {
            cluster.start();
            return steps.run(new Demo(cluster, directory, trace, clock, options, progress));
        });
        Thread worker = new Thread(task, "foreshard-demo");
        worker.setDaemon(true);
        worker.start();
        while (true) {
            try {
                return task.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                directory.requireSpace();
                if (cluster.failure() != null) {
                    throw failed(cluster.failure().error());
                }
            } catch (ExecutionException e) {
                throw failed(e.getCause());
            }
        }
    }

    private DemoException failed(Throwable failure) {
        if (failure instanceof DemoException sentence) {
            return sentence;
        }
        String reason = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                if (cause.getMessage().contains(DISK_FULL)) {
                    return directory.full(failure);
                }
                reason = cause.getMessage().lines().findFirst().orElse(reason);
            }
        }
        directory.requireSpace();
        return new DemoException("The demo failed in the step '" + progress.step() + "': " + reason, failure);
    }

    /** Returns the addresses of the cluster and statements to try, for a run with {@link Options#keep}. */
    KeptCluster kept() {
        return new KeptCluster(ports, trace);
    }

    boolean isClosed() {
        return closing;
    }

    /** Stops the nodes and deletes all data; a second call waits for the first. */
    @Override
    public void close() throws IOException {
        closing = true;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            try (ports;
                    directory;
                    cluster) {
                progress.stop();
            }
        }
    }
}
