package io.foreshard.tier.testing;

import java.util.SplittableRandom;

/** The actors that work on a machine until it crashes or they have done their steps. Not thread-safe. */
final class ActorCrew {
    private final Scheduler scheduler;
    private final Failpoints failpoints;
    private final SplittableRandom random;

    ActorCrew(Scheduler scheduler, Failpoints failpoints, SplittableRandom random) {
        this.scheduler = scheduler;
        this.failpoints = failpoints;
        this.random = random;
    }

    /** Adds the actors of a machine to the scheduler; in some lives only those that can reach the aimed failpoint, and clients. */
    void spawn(SimulatedNode node) {
        boolean isAlone = failpoints.aimsAtCall("log.create") || failpoints.isAimed() && random.nextBoolean();
        if (node.isIdle()) {
            actor(node, "client", 1, node.reads()::any);
            actor(node, "checkpointer", steps("checkpoint", 2), node::checkpoint);
            actor(node, "sweep", steps("sweep", 2), node::sweep);
            return;
        }
        clients(node);
        if (!isAlone || failpoints.aimsAt("checkpoint")) {
            actor(node, "checkpointer", steps("checkpoint", 3), node::checkpoint);
        }
        if (!isAlone || failpoints.aimsAt("sweep/")) {
            actor(node, "sweep", steps("sweep", 2), node::sweep);
        }
        if (!isAlone || failpoints.aimsAt("offload/")) {
            actor(node, "offload", 1 + random.nextInt(2), node::offload);
            actor(node, "offload", random.nextInt(2), node::offload);
            actor(node, "upload", random.nextInt(2), node::upload);
        }
        if (failpoints.aimsAt("upload/")) {
            actor(node, "upload", 1, node::upload);
        }
        if (!isAlone || failpoints.aimsAt("release/")) {
            actor(node, "release", steps("release", 4), node::release);
        }
        if (!isAlone || failpoints.aimsAt("recall/")) {
            actor(node, "recall", steps("recall", 2), node::recall);
        }
        if (failpoints.aimsAt("destroy/log.delete")) {
            actor(node, "destroy", 1, node::recreateAll);
        } else if (random.nextInt(4) == 0 || failpoints.aimsAt("destroy/")) {
            actor(node, "destroy", 1, node::recreate);
        }
        if (random.nextInt(6) == 0 || failpoints.aimsAt("snapshot/")) {
            actor(node, "snapshot", 2, () -> {
                node.copyFiles(true);
                node.power().pause("snapshot.await");
                node.copyFiles(false);
            });
        }
    }

    private void clients(SimulatedNode node) {
        actor(node, "client", 10, node::modify);
        actor(node, "client", 10, node::modify);
        actor(node, "client", 8, node.reads()::any);
        actor(node, "client", 8, node.reads()::any);
        actor(node, "replacement", 12, node::replacePage);
    }

    private int steps(String role, int bound) {
        int steps = random.nextInt(bound);
        return failpoints.aimsAt(role + "/") ? Math.max(1, steps) : steps;
    }

    private void actor(SimulatedNode node, String role, int steps, Scheduler.Task task) {
        if (steps > 0) {
            scheduler.spawn(role, () -> {
                for (int step = 0; step < steps; step++) {
                    node.power().pause("await");
                    task.run();
                }
            });
        }
    }
}
