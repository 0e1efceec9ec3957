package io.foreshard.affinity;

import org.apache.ignite.cache.affinity.AbstractAffinityFunctionSelfTest;
import org.apache.ignite.cache.affinity.AffinityFunction;

/** Ignite's contract of an affinity function, with ours: even, stable when nodes come and go, and no null keys. */
public class AssignmentContractTest extends AbstractAffinityFunctionSelfTest {
    @Override
    protected AffinityFunction affinityFunction() {
        return new BehavioralAffinityFunction(256);
    }
}
