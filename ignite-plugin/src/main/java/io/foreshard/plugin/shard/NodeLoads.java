package io.foreshard.plugin.shard;

import java.io.Serializable;
import java.util.UUID;

/** The answer of one server to {@link ReadLoads}. Immutable. */
final class NodeLoads implements Serializable {
    private static final long serialVersionUID = 1L;

    private final UUID nodeId;
    private final LocalLoads loads;

    NodeLoads(UUID nodeId, LocalLoads loads) {
        this.nodeId = nodeId;
        this.loads = loads;
    }

    UUID nodeId() {
        return nodeId;
    }

    LocalLoads loads() {
        return loads;
    }
}
