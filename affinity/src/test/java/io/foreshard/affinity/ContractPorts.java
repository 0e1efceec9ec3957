package io.foreshard.affinity;

import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;

/** The ports of the nodes that Ignite's base classes start: away from the defaults, where another cluster may live. */
final class ContractPorts {
    private static final int DISCOVERY = 19_120;
    private static final int COMMUNICATION = 19_150;
    private static final int RANGE = 20;

    private ContractPorts() {}

    static IgniteConfiguration apply(IgniteConfiguration configuration) {
        ((TcpDiscoverySpi) configuration.getDiscoverySpi())
                .setLocalPort(DISCOVERY)
                .setLocalPortRange(RANGE);
        ((TcpCommunicationSpi) configuration.getCommunicationSpi())
                .setLocalPort(COMMUNICATION)
                .setLocalPortRange(RANGE);
        return configuration;
    }
}
