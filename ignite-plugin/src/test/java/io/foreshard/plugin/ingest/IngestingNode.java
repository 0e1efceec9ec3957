package io.foreshard.plugin.ingest;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.ignite.Ignite;

/** A server with the ingestion service in a process of its own. */
final class IngestingNode {
    static final Duration PATIENCE = Duration.ofSeconds(120);

    private IngestingNode() {}

    /** Arguments: those of {@link ServerProcess}. */
    public static void main(String[] arguments) throws IOException {
        ServerProcess.join(arguments, configuration());
        ServerProcess.awaitEnd();
    }

    static ServerProcess start(Path directory, Ignite server, String name) throws IOException {
        return ServerProcess.start(IngestingNode.class, directory, server, name);
    }

    static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64).setRecordBytes(Batches.RECORD_BYTES);
    }
}
