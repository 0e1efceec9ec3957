package io.foreshard.plugin.tier;

import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;

/** A server with a budget in a process of its own, whose users read one partition again and again. */
final class BudgetedProcess {
    private BudgetedProcess() {}

    /** Arguments: those of {@link ServerProcess}. */
    public static void main(String[] arguments) throws IOException {
        Ignite node = ServerProcess.join(arguments, BudgetedNodes.configuration(Path.of(arguments[0]), 1));
        Thread users = new Thread(() -> read(node), "users");
        users.setDaemon(true);
        users.start();
        ServerProcess.awaitEnd();
    }

    /** Reads all rows of the partition, with pauses; fails until the cluster is active. */
    private static void read(Ignite node) {
        await().forever().ignoreExceptions().until(() -> {
            int hot = BudgetedNodes.hotPartition(node, node.cluster().localNode());
            IntStream.range(0, BudgetedNodes.ROWS)
                    .forEach(row -> BudgetedNodes.table(node).get(TierRows.key(hot, row)));
            return false;
        });
    }
}
