package io.foreshard.plugin.shard;

import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.ShardDecision;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The last decisions about shards, oldest first: at most {@value #MOST}. Immutable and thread-safe. */
final class ShardHistory {
    static final int MOST = 256;
    static final ShardHistory EMPTY = new ShardHistory(List.of());

    private final List<RecordedDecision> decisions;

    private ShardHistory(List<RecordedDecision> decisions) {
        this.decisions = decisions;
    }

    List<RecordedDecision> decisions() {
        return decisions;
    }

    /** Returns the history with newer decisions, without the oldest that are too many. */
    ShardHistory plus(List<RecordedDecision> newer) {
        List<RecordedDecision> all = new ArrayList<>(decisions);
        all.addAll(newer);
        return new ShardHistory(List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size())));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(decisions.size());
        for (RecordedDecision recorded : decisions) {
            out.writeLong(recorded.atMillis());
            out.writeLong(recorded.catalogueVersion());
            out.writeUTF(recorded.origin().name());
            write(recorded.decision(), out);
        }
    }

    /**
     * Reads the bytes of {@link #write(DataOutput)}.
     *
     * @throws IOException if the bytes end early or contain an invalid text
     * @throws IllegalArgumentException if the bytes are not a history
     */
    static ShardHistory read(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST) {
            throw new IllegalArgumentException("A history has 0 to " + MOST + " decisions, not " + size + ".");
        }
        List<RecordedDecision> decisions = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            decisions.add(
                    new RecordedDecision(in.readLong(), in.readLong(), Origin.valueOf(in.readUTF()), readDecision(in)));
        }
        return new ShardHistory(List.copyOf(decisions));
    }

    static void write(ShardDecision decision, DataOutput out) throws IOException {
        out.writeUTF(decision.kind().name());
        out.writeInt(decision.firstPartition());
        out.writeInt(decision.partitions());
        out.writeUTF(decision.reason());
    }

    /** Reads a decision; throws as {@link #read}. */
    static ShardDecision readDecision(DataInput in) throws IOException {
        return new ShardDecision(ShardDecision.Kind.valueOf(in.readUTF()), in.readInt(), in.readInt(), in.readUTF());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardHistory history && decisions.equals(history.decisions);
    }

    @Override
    public int hashCode() {
        return decisions.hashCode();
    }

    @Override
    public String toString() {
        return decisions.toString();
    }
}
