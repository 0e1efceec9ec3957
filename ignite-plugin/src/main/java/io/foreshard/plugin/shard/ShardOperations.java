package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.ServiceAnswer;
import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.balance.Reason;
import io.foreshard.shard.placement.PlacedRange;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;

/** The operations on the shards on one server: checks the caller, changes the catalogue by compare-and-set, and records what was done. Thread-safe. */
public final class ShardOperations {
    private static final String KEY = "foreshard-shard-operations";

    private final Ignite ignite;
    private final Clock clock;
    private final ShardRules rules;
    private final ShardManager manager;
    private final Runnable authorization;
    private final ShardListener listener;
    private final SharedState<ShardCatalogue> catalogues;
    private final DecisionLog decisions;

    /** @param authorization throws {@link org.apache.ignite.plugin.security.SecurityException} if the caller may not administrate the cluster */
    public ShardOperations(
            Ignite ignite,
            Clock clock,
            ShardRules rules,
            ShardManager manager,
            Runnable authorization,
            ShardListener listener) {
        this.ignite = ignite;
        this.clock = clock;
        this.rules = rules;
        this.manager = manager;
        this.authorization = authorization;
        this.listener = listener;
        this.catalogues = ShardStates.catalogue(ignite);
        this.decisions = new DecisionLog(ignite);
    }

    /** Makes these operations those of a node: the service finds them there. */
    public void publish() {
        ignite.cluster().nodeLocalMap().put(KEY, this);
    }

    static ShardOperations of(Ignite ignite) {
        return ignite.cluster().<String, ShardOperations>nodeLocalMap().get(KEY);
    }

    ServiceAnswer run(ShardOperation operation) {
        return answer(() -> ShardStates.CHANGES.encode(changed(operation)));
    }

    ServiceAnswer report() {
        return answer(() -> ShardStates.REPORTS.encode(manager.current().orElseThrow(ShardOperations::noShards)));
    }

    ServiceAnswer history() {
        return answer(() -> ShardStates.HISTORIES.encode(decisions.read()));
    }

    private ServiceAnswer answer(Supplier<byte[]> value) {
        return ServiceAnswer.computed(authorization, value);
    }

    private ShardChange changed(ShardOperation operation) {
        if (operation.isMove()) {
            return moved(operation);
        }
        if (operation.isCancellation()) {
            return cancelled();
        }
        if (operation.isDryRun()) {
            return change(operation, apply(operation, catalogues.read().value()));
        }
        AtomicReference<ShardPlan> applied = new AtomicReference<>();
        catalogues.update(present -> {
            applied.set(apply(operation, present));
            return applied.get().catalogue();
        });
        return done(change(operation, applied.get()));
    }

    /** Begins a move: the placement changes, the catalogue does not. */
    private ShardChange moved(ShardOperation operation) {
        ShardReport report = manager.current().orElseThrow(ShardOperations::noShards);
        PlacedRange range = operation.range(report.catalogue());
        if (report.verifiedPlacement() != rules.moves().version()) {
            throw new IllegalStateException(
                    "The last move is not complete. " + left(report) + "Nothing was changed: try again later.");
        }
        List<PlacedRange> ranges = List.of(range);
        Optional<String> obstacle = operation.isDryRun()
                ? rules.moves().obstacle(ranges)
                : rules.moves().begin(ranges);
        if (obstacle.isPresent()) {
            throw new IllegalStateException(
                    "The move cannot begin now. " + obstacle.get() + " Nothing was changed: try again later.");
        }
        String to = range.owners().isEmpty()
                ? "where rendezvous hashing places it"
                : "to " + String.join(", ", range.owners());
        ShardDecision decision = new ShardDecision(
                ShardDecision.Kind.MOVE,
                range.firstPartition(),
                range.partitions(),
                to + (range.copies() == 0 ? "" : " in " + range.copies() + " copies") + ", " + ShardOperation.REASON
                        + "; " + copied(report, range));
        ShardChange change = new ShardChange(operation.isDryRun(), report.catalogue(), List.of(decision));
        return operation.isDryRun() ? change : done(change);
    }

    /** Returns what each new owner copies, as far as the last round knew. */
    private static String copied(ShardReport report, PlacedRange range) {
        ShardCatalogue catalogue = report.catalogue();
        int shard = catalogue.shards().indexOf(catalogue.shardOf(range.firstPartition()));
        long remote = report.remoteBytes(shard);
        return "each new owner copies " + report.load(shard).bytes() + " bytes"
                + (remote == 0 ? "" : ", " + remote + " of them from the store");
    }

    private ShardChange cancelled() {
        ShardReport report = manager.current().orElseThrow(ShardOperations::noShards);
        if (report.verifiedPlacement() == rules.moves().version()) {
            throw new IllegalArgumentException("No move is under way.");
        }
        rules.moves().cancel().ifPresent(obstacle -> {
            throw new IllegalStateException("The move cannot be cancelled. " + obstacle);
        });
        ShardDecision decision = new ShardDecision(
                ShardDecision.Kind.MOVE,
                0,
                report.catalogue().partitions(),
                "to the owners before the last move, which was cancelled by an operator");
        return done(new ShardChange(false, report.catalogue(), List.of(decision)));
    }

    /** Returns what keeps the last move from being complete, as far as the last round knew. */
    private static String left(ShardReport report) {
        return report.moves().stream()
                .filter(decision -> decision.code() == Reason.UNSETTLED || decision.code() == Reason.COPIES_DIFFER)
                .map(decision -> decision.reason() + " ")
                .findFirst()
                .orElse("");
    }

    private ShardChange done(ShardChange change) {
        change.decisions().forEach(listener::onOperation);
        decisions.append(Origin.OPERATOR, change.decisions(), change.catalogue().version(), clock.millis());
        return change;
    }

    private ShardPlan apply(ShardOperation operation, Optional<ShardCatalogue> present) {
        return operation.applyTo(
                present.orElseThrow(ShardOperations::noShards), rules.limits().maxPartitions(), clock.millis());
    }

    private static ShardChange change(ShardOperation operation, ShardPlan plan) {
        return new ShardChange(operation.isDryRun(), plan.catalogue(), plan.decisions());
    }

    private static IllegalStateException noShards() {
        return new IllegalStateException(
                "There are no shards yet: the first round of shard planning makes them some seconds after the activation; try again.");
    }
}
