package io.foreshard.affinity;

import org.apache.ignite.cache.affinity.AffinityFunction;
import org.apache.ignite.cache.affinity.AffinityFunctionBackupFilterAbstractSelfTest;
import org.apache.ignite.configuration.IgniteConfiguration;

/** Ignite's contract of backup filters, with our affinity function. */
public class BackupFilterContractTest extends AffinityFunctionBackupFilterAbstractSelfTest {
    @Override
    @SuppressWarnings("deprecation") // the base class tests the older form of the filter too
    protected AffinityFunction affinityFunction() {
        return new BehavioralAffinityFunction(64).setBackupFilter(backupFilter);
    }

    @Override
    protected AffinityFunction affinityFunctionWithAffinityBackupFilter(String attribute) {
        return new BehavioralAffinityFunction(64).setAffinityBackupFilter(affinityBackupFilter);
    }

    @Override
    protected IgniteConfiguration getConfiguration(String name) throws Exception {
        return ContractPorts.apply(super.getConfiguration(name));
    }
}
