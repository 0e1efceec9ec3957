package io.foreshard.benchmarks;

import io.foreshard.affinity.BehavioralAffinityFunction;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.cache.affinity.AffinityFunction;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cost of finding the partition of a profile id, beside Ignite's default for the same keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlacementBenchmark {
    private static final int PARTITIONS = 1024;
    private static final int KEYS = 1024;

    private final AffinityFunction behavioral = new BehavioralAffinityFunction(PARTITIONS);
    private final AffinityFunction rendezvous = new RendezvousAffinityFunction(false, PARTITIONS);
    private final Long[] keys =
            new Random(1).longs(KEYS, 0, Long.MAX_VALUE).boxed().toArray(Long[]::new);
    private int next;

    /** The partition by the leading bits of the profile id. */
    @Benchmark
    public int behavioral() {
        return behavioral.partition(keys[next++ & KEYS - 1]);
    }

    /** The partition by the hash of the key. */
    @Benchmark
    public int rendezvous() {
        return rendezvous.partition(keys[next++ & KEYS - 1]);
    }
}
