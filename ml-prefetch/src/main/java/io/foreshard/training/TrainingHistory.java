package io.foreshard.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last decisions of the training, oldest first, at most {@value #MOST}; of consecutive ones not to train only the last is kept. Immutable and thread-safe. */
public final class TrainingHistory {
    /** Decisions that are kept. */
    public static final int MOST = 64;

    /** No decision. */
    public static final TrainingHistory NONE = new TrainingHistory(List.of());

    private final List<TrainingDecision> decisions;

    private TrainingHistory(List<TrainingDecision> decisions) {
        this.decisions = decisions;
    }

    /** Returns the decisions, oldest first. */
    public List<TrainingDecision> decisions() {
        return decisions;
    }

    /** Returns the last decision after a training, empty if there was none. */
    Optional<TrainingDecision> lastTraining() {
        return decisions.stream()
                .filter(decision -> decision.kind().isTraining())
                .reduce((earlier, later) -> later);
    }

    /** Returns this history with one more decision. */
    public TrainingHistory plus(TrainingDecision decision) {
        List<TrainingDecision> all = new ArrayList<>(decisions);
        int last = all.size() - 1;
        if (last >= 0
                && decision.kind() == TrainingDecision.Kind.SKIPPED
                && all.get(last).kind() == TrainingDecision.Kind.SKIPPED) {
            all.remove(last);
        }
        all.add(decision);
        return new TrainingHistory(List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size())));
    }

    /** Writes the decisions. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(decisions.size());
        for (TrainingDecision decision : decisions) {
            decision.write(out);
        }
    }

    /**
     * Reads the bytes of {@link #write}.
     *
     * @throws IllegalArgumentException if they are not a history
     */
    public static TrainingHistory read(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST) {
            throw new IllegalArgumentException("A history has 0 to " + MOST + " decisions, not " + size + ".");
        }
        List<TrainingDecision> decisions = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            decisions.add(TrainingDecision.read(in));
        }
        return new TrainingHistory(List.copyOf(decisions));
    }
}
