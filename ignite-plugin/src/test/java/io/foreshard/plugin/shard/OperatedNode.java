package io.foreshard.plugin.shard;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ServerProcess;
import java.io.IOException;

/** A server in a process of its own. */
final class OperatedNode {
    private OperatedNode() {}

    /** Arguments: those of {@link ServerProcess}. */
    public static void main(String[] arguments) throws IOException {
        ServerProcess.join(arguments, configuration());
        ServerProcess.awaitEnd();
    }

    static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64);
    }
}
