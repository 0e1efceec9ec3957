package io.foreshard.plugin.tier;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state and the figures of an operation on one server. Names caches, partitions and objects, no user data. Immutable.
 *
 * <p>Figures that concern no cache group are under the name {@link #NO_GROUP}.
 */
public final class NodeReport implements Serializable {
    /** The name of the group of figures that concern the server as a whole. */
    public static final String NO_GROUP = "";

    private static final long serialVersionUID = 1L;

    private final String node;
    private final State state;
    private final LinkedHashMap<String, LinkedHashMap<String, Long>> figures = new LinkedHashMap<>();
    private final String[] messages;

    /** The states of an operation on a server. */
    public enum State {
        /** Has started, and not ended. */
        RUNNING,
        /** Has ended without a failure. */
        DONE,
        /** Has ended, with a failure of the store, of a file, or of the verified pages; {@link NodeReport#messages()} has the reason. */
        FAILED,
        /** Was cancelled; partitions that were done before stay as they are. */
        CANCELLED,
        /** Was not started, because an argument is wrong or the disk is too small. */
        REFUSED,
        /** The server has no {@code tier.storeUri}. */
        NO_TIER,
        /** The server did not answer; the operation may be running. */
        SILENT,
        /** The server left the cluster. */
        LEFT;

        /** Returns whether nothing can change the report any more. */
        public boolean isEnd() {
            return this != RUNNING;
        }

        /** Returns whether everything that was asked for is done, or there was nothing to do. */
        public boolean isSuccess() {
            return switch (this) {
                case DONE, NO_TIER -> true;
                case RUNNING, FAILED, CANCELLED, REFUSED, SILENT, LEFT -> false;
            };
        }
    }

    NodeReport(String node, State state, Figures figures, List<String> messages) {
        this.node = node;
        this.state = state;
        figures.byGroup().forEach((group, ofGroup) -> {
            LinkedHashMap<String, Long> copy = new LinkedHashMap<>();
            ofGroup.forEach((figure, value) -> copy.put(figure.name(), value));
            this.figures.put(group, copy);
        });
        this.messages = messages.toArray(String[]::new);
    }

    static NodeReport of(String node, State state, String message) {
        return new NodeReport(node, state, new Figures(), List.of(message));
    }

    /** Returns a report with the figures of this one, the last that are known. */
    NodeReport ended(State end, String message) {
        NodeReport ended = of(node, end, message);
        ended.figures.putAll(figures);
        return ended;
    }

    /** Returns the consistent id of the server. */
    public String node() {
        return node;
    }

    /** Returns the state. */
    public State state() {
        return state;
    }

    /** Returns the names of the cache groups with figures; one of them may be {@link #NO_GROUP}. */
    public Set<String> groups() {
        return Set.copyOf(figures.keySet());
    }

    /** Returns a figure of a cache group, 0 if it has none. */
    public long figure(String group, TierFigure figure) {
        Map<String, Long> ofGroup = figures.get(group);
        return ofGroup == null ? 0 : ofGroup.getOrDefault(figure.name(), 0L);
    }

    /** Returns the sum of a figure over all cache groups. */
    public long figure(TierFigure figure) {
        return figures.values().stream()
                .mapToLong(ofGroup -> ofGroup.getOrDefault(figure.name(), 0L))
                .sum();
    }

    /** Returns sentences: reasons of failures, damages, warnings, running operations. */
    public List<String> messages() {
        return List.of(messages);
    }
}
