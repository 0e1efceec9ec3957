package io.foreshard.affinity;

import org.apache.ignite.cache.affinity.AffinityFunction;
import org.apache.ignite.cache.affinity.AffinityFunctionExcludeNeighborsAbstractSelfTest;
import org.apache.ignite.configuration.IgniteConfiguration;

/** Ignite's contract of affinity functions that keep copies on different hosts, with ours. */
public class ExcludeNeighborsContractTest extends AffinityFunctionExcludeNeighborsAbstractSelfTest {
    @Override
    protected AffinityFunction affinityFunction() {
        return new BehavioralAffinityFunction(true, 64);
    }

    @Override
    protected IgniteConfiguration getConfiguration(String name) throws Exception {
        return ContractPorts.apply(super.getConfiguration(name));
    }
}
