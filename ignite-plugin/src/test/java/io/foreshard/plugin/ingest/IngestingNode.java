package io.foreshard.plugin.ingest;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** The process that is killed: a server that joins the cluster of the test, and ends with the test if nobody kills it. */
final class IngestingNode {
    static final String NAME = "server-1";

    private IngestingNode() {}

    /** Arguments: the directory of the nodes, the discovery address of the node in the test. */
    public static void main(String[] arguments) throws IOException {
        IgniteConfiguration node = new TestNodes(Path.of(arguments[0])).configuration(NAME, configuration());
        ((TcpDiscoverySpi) node.getDiscoverySpi())
                .setIpFinder(new TcpDiscoveryVmIpFinder(true).setAddresses(List.of(arguments[1])));
        Ignition.start(node);
        while (System.in.read() >= 0) {
            // the test writes nothing: this waits for its end
        }
        Runtime.getRuntime().halt(1);
    }

    static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64).setRecordBytes(Batches.RECORD_BYTES);
    }
}
