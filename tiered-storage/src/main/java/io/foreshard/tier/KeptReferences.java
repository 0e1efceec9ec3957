package io.foreshard.tier;

import java.io.IOException;
import java.util.function.Predicate;

/** The references of a node together with those of its discarded copies of cache groups. Thread-safe. */
final class KeptReferences implements References {
    private final References present;
    private final DiscardedResidencies discarded;

    KeptReferences(References present, DiscardedResidencies discarded) {
        this.present = present;
        this.discarded = discarded;
    }

    /** {@inheritDoc} Each partition of a discarded copy is asked for, also if the cluster does not have the group any more. */
    @Override
    public GroupState group(int group) {
        GroupState state = present.group(group);
        try {
            boolean isKept = (state == GroupState.GONE || state == GroupState.ELSEWHERE) && discarded.has(group);
            return isKept ? GroupState.HERE : state;
        } catch (IOException e) {
            return GroupState.UNSURE;
        }
    }

    @Override
    public boolean unlessMoving(int group, int partition, Action action) throws IOException {
        return present.unlessMoving(group, partition, isReferenced -> {
            Predicate<String> isKept = discarded.names(group, partition);
            action.run(isReferenced.or(isKept));
        });
    }

    @Override
    public boolean mayBorrowFrom(String namespace) {
        try {
            return present.mayBorrowFrom(namespace) || discarded.mayName(namespace + "/");
        } catch (IOException e) {
            return true;
        }
    }
}
