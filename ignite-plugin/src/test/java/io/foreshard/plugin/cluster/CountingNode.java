package io.foreshard.plugin.cluster;

import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** The process that is killed: a server that joins the cluster of the test and increments a counter; it ends with the test. */
final class CountingNode {
    static final String NAME = "server-1";

    private CountingNode() {}

    /** Arguments: the directory of the nodes, the discovery address of the node in the test, the key of the counter. */
    public static void main(String[] arguments) throws IOException {
        Ignite node = start(new TestNodes(Path.of(arguments[0])), arguments[1]);
        Thread counting = new Thread(() -> count(node, arguments[2]), "counting");
        counting.setDaemon(true);
        counting.start();
        while (System.in.read() >= 0) {
            // the test writes nothing: this waits for its end
        }
        Runtime.getRuntime().halt(1);
    }

    /** Starts the node in this process; it knows the given address only. */
    static Ignite start(TestNodes nodes, String address) {
        IgniteConfiguration configuration = nodes.configuration(NAME, null);
        ((TcpDiscoverySpi) configuration.getDiscoverySpi())
                .setIpFinder(new TcpDiscoveryVmIpFinder(true).setAddresses(List.of(address)));
        return Ignition.start(configuration);
    }

    private static void count(Ignite node, String key) {
        SharedState<Long> counter = new SharedState<>(node, key, new CounterCodec(1));
        while (true) {
            System.out.println(
                    counter.update(value -> value.orElse(0L) + 1).value().orElseThrow());
        }
    }
}
