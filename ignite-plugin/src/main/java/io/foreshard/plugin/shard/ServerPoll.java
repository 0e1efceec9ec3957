package io.foreshard.plugin.shard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteInterruptedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterTopologyException;
import org.apache.ignite.lang.IgniteFuture;
import org.apache.ignite.lang.IgniteFutureTimeoutException;

/**
 * Asks all servers for their loads; a server that does not answer by the deadline is left out, and the others are not affected.
 *
 * <p>At most one question to a server is under way: a server that hangs is not asked again before it has answered, later rounds do not wait for it, and its late
 * answer is that of a later round. Not thread-safe.
 */
final class ServerPoll {
    private final Ignite ignite;
    private final Duration deadline;
    private final BiConsumer<String, RuntimeException> failures;
    private Map<UUID, Server> servers = new HashMap<>();

    /**
     * @param deadline time for the answers of a round
     * @param failures learns of each server that failed to read its loads, by consistent id
     */
    ServerPoll(Ignite ignite, Duration deadline, BiConsumer<String, RuntimeException> failures) {
        this.ignite = ignite;
        this.deadline = deadline;
        this.failures = failures;
    }

    /** Returns the answers that were received by the deadline, at most one of each server. */
    List<ServerLoads> ask(Collection<ClusterNode> nodes) {
        servers = nodes.stream()
                .collect(Collectors.toMap(ClusterNode::id, node -> servers.getOrDefault(node.id(), new Server(node))));
        servers.values().forEach(Server::ask);
        long end = System.nanoTime() + deadline.toNanos();
        List<ServerLoads> answers = new ArrayList<>();
        for (Server server : servers.values()) {
            ServerLoads answer = server.await(end - System.nanoTime());
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers;
    }

    /** One server: the question under way, and its last state. */
    private final class Server {
        private final ClusterNode node;
        private IgniteFuture<NodeLoads> question;
        private boolean isLate;
        private LocalLoads loads = LocalLoads.NONE;
        private long version = SentLoads.NO_STATE;

        Server(ClusterNode node) {
            this.node = node;
        }

        void ask() {
            isLate = question != null;
            if (!isLate) {
                question = ignite.compute(ignite.cluster().forNode(node)).callAsync(new ReadLoads(version));
            }
        }

        /** Returns the answer, or null if there is none by the deadline, or the server is starting, stopping or fails to read its loads. */
        ServerLoads await(long nanos) {
            try {
                NodeLoads answer = question.get(isLate ? 1 : Math.max(1, nanos), TimeUnit.NANOSECONDS);
                question = null;
                if (answer == null) {
                    return null;
                }
                loads = answer.loads(loads);
                version = answer.version();
                return new ServerLoads(id(), node.id(), answer.nanos(), loads);
            } catch (IgniteFutureTimeoutException e) {
                return null;
            } catch (IgniteInterruptedException e) {
                throw e; // the rounds end
            } catch (ClusterTopologyException e) {
                question = null;
                return null;
            } catch (IgniteException | IllegalArgumentException e) {
                question = null;
                version = SentLoads.NO_STATE; // ask for all of its loads
                failures.accept(id(), e);
                return null;
            }
        }

        private String id() {
            return node.consistentId().toString();
        }
    }
}
