package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.Dimension;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.Reason;
import io.foreshard.shard.balance.ServerNode;
import io.foreshard.shard.balance.ServerNode.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures a run: what nodes really carry, not what a manager sees. Not thread-safe. */
final class Meter {
    private static final double CONVERGED = 1.05;
    /** Rounds that a phase lasts at least: 10 minutes. */
    private static final int PHASE_ROUNDS = (int) (600_000 / Scenario.ROUND_MILLIS);

    private final Scenario scenario;
    private final SimulatedCluster cluster;
    private final long[] bytes;
    private final List<Double> ratios = new ArrayList<>();
    private final SteadyRatios steady;
    private final Map<String, List<Double>> copies = new TreeMap<>();
    private final Map<Reason, Integer> idle = new TreeMap<>();
    private final double[][] loads;
    /** Rounds in which the load or the nodes changed, at least 10 minutes apart, after the first. */
    private final List<Integer> phases = new ArrayList<>(List.of(0));

    private List<String> domains = List.of();
    private int changes;
    private int convergedSeconds = -1;
    private int recoveredSeconds = -1;
    private long faultMillis = -1;
    private double forcedBytes;
    private long copiedBeforeFaults;

    Meter(Scenario scenario, SimulatedCluster cluster, long[] bytes) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.bytes = bytes;
        this.loads = new double[bytes.length][];
        this.steady = new SteadyRatios(scenario.copies());
    }

    /** Called before a fault happens. */
    void fault(Fault fault, long millis) {
        boolean passes = fault.kind() == Fault.Kind.SLOW || fault.kind() == Fault.Kind.OLD_LOADS;
        steady.disturb(passes ? fault.untilMillis() : millis);
        if (passes) {
            return;
        }
        if (faultMillis < 0) {
            copiedBeforeFaults = cluster.copiedBytes();
        }
        faultMillis = millis;
        beginPhase();
        recoveredSeconds = -1;
        if (fault.kind() == Fault.Kind.JOIN) {
            forcedBytes += (double) Arrays.stream(bytes).sum()
                    * scenario.copies()
                    / (cluster.nodes(millis).size() + 1);
        } else {
            for (int partition = 0; partition < bytes.length; partition++) {
                forcedBytes += cluster.serving(partition).contains("n" + fault.node()) ? bytes[partition] : 0;
            }
        }
    }

    void measure(double[] operations, long millis) {
        Map<String, double[]> loadOf = new HashMap<>();
        List<ServerNode> staying = cluster.nodes(millis).stream()
                .filter(node -> node.state() != State.LEAVING)
                .toList();
        cluster.nodes(millis).forEach(node -> loadOf.put(node.consistentId(), new double[Dimension.values().length]));
        domains = staying.stream().map(ServerNode::domain).toList();
        Map<String, Double> counts = new HashMap<>();
        double[] total = new double[Dimension.values().length];
        double[] hottest = new double[Dimension.values().length];
        for (int partition = 0; partition < operations.length; partition++) {
            Load load = Simulation.load(bytes[partition], operations[partition]);
            loads[partition] =
                    new double[] {load.bytes(), load.readsPerSecond(), load.writesPerSecond(), load.cpuPerSecond()};
            List<String> owners = cluster.serving(partition);
            for (int slot = 0; slot < owners.size(); slot++) {
                counts.merge(owners.get(slot), 1.0, Double::sum);
                for (Dimension dimension : Dimension.values()) {
                    boolean used = slot == 0 || dimension == Dimension.BYTES || dimension == Dimension.WRITES;
                    double amount = used ? load.of(dimension) : 0;
                    loadOf.get(owners.get(slot))[dimension.ordinal()] += amount;
                    total[dimension.ordinal()] += amount;
                    hottest[dimension.ordinal()] = Math.max(hottest[dimension.ordinal()], amount);
                }
            }
        }
        double worst = 0;
        for (int d = 0; d < total.length; d++) {
            double mean = total[d] / staying.size();
            double bound = Math.max(mean, hottest[d]);
            for (double[] load : loadOf.values()) {
                worst = Math.max(worst, load[d] / bound);
            }
        }
        cluster.nodes(millis).forEach(node -> copies.computeIfAbsent(
                        node.consistentId(), id -> new ArrayList<>(Collections.nCopies(ratios.size(), 0.0)))
                .add(counts.getOrDefault(node.consistentId(), 0.0)));
        ratios.add(worst);
        converged(worst, millis);
        if (steady.measure(worst, operations, loads, domains, cluster.isMoving(millis), millis)) {
            beginPhase();
        }
    }

    /** Load or nodes change: a move from now on may be the answer. */
    private void beginPhase() {
        if (ratios.size() - phases.get(phases.size() - 1) >= PHASE_ROUNDS) {
            phases.add(ratios.size());
        }
    }

    /** Returns the largest thrash within a phase: moves that go back in the phase in which they were made. */
    private double thrashInPhases(List<double[]> series, double meanCopies) {
        double largest = 0;
        for (int phase = 0; phase < phases.size(); phase++) {
            int from = phases.get(phase);
            int to = phase + 1 < phases.size() ? phases.get(phase + 1) : ratios.size();
            List<double[]> part = series.stream()
                    .map(values ->
                            Arrays.copyOfRange(values, Math.min(values.length, from), Math.min(values.length, to)))
                    .toList();
            largest = Math.max(largest, Thrash.largest(part, meanCopies));
        }
        return largest;
    }

    private void converged(double ratio, long millis) {
        if (ratio > CONVERGED) {
            return;
        }
        if (convergedSeconds < 0) {
            convergedSeconds = (int) (millis / 1_000);
        }
        if (faultMillis >= 0 && millis > faultMillis && recoveredSeconds < 0) {
            recoveredSeconds = (int) ((millis - faultMillis) / 1_000);
        }
    }

    void idle(PlacementPlan plan) {
        idle.merge(plan.decisions().get(plan.decisions().size() - 1).code(), 1, Integer::sum);
    }

    void changed(PlacementPlan plan) {
        changes++;
        Reason last = plan.decisions().get(plan.decisions().size() - 1).code();
        if (last == Reason.BUDGET) {
            idle.merge(last, 1, Integer::sum);
        }
    }

    Score score(long splits, long merges, int conflicts) {
        double best = BestPlacement.ratio(loads, scenario.copies(), domains);
        double all = (double) Arrays.stream(bytes).sum() * scenario.copies();
        long before = faultMillis < 0 ? cluster.copiedBytes() : copiedBeforeFaults;
        double[] late = ratios.subList(ratios.size() / 2, ratios.size()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        List<double[]> series = copies.values().stream()
                .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
        double meanCopies = (double) scenario.partitions() * scenario.copies() / scenario.nodes();
        return new Score(
                ratios.get(0),
                late[late.length / 2],
                late[late.length * 95 / 100],
                late[late.length - 1],
                ratios.get(ratios.size() - 1),
                best,
                steady.quantile(0.5),
                steady.quantile(1),
                convergedSeconds,
                recoveredSeconds,
                changes,
                before / all,
                forcedBytes == 0 ? 0 : (cluster.copiedBytes() - before) / forcedBytes,
                thrashInPhases(series, meanCopies),
                Thrash.largest(series, meanCopies),
                splits,
                merges,
                conflicts,
                new TreeMap<>(idle));
    }
}
