package io.foreshard.workbench.attack.cluster;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.machine.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.ignite.client.ClientException;

/** Runs the rounds of an attack on a cluster, and on a new one after each violation that spoils it. Has no state. */
public final class ClusterRuns {
    private static final int MAX_REPEATED = 10;
    /** A run on clusters that break each time ends. */
    private static final int MAX_CLUSTERS = 20;

    private ClusterRuns() {}

    /** Rounds on one cluster. Used by one thread. */
    public interface Rounds extends AutoCloseable {
        /** Starts the servers and writes the first rows. */
        void begin() throws IOException, InterruptedException;

        /**
         * Runs a round, and counts it if its faults hit work in flight.
         *
         * @param number number of the round, from 0
         * @throws ClusterException if the cluster cannot be used any more; the sentence is a violation
         */
        void round(int number) throws IOException, InterruptedException;

        /** Ends all processes of the cluster. */
        @Override
        void close();
    }

    /** Creates the rounds on a cluster that has no data yet. */
    @FunctionalInterface
    public interface Factory {
        /** Creates them; starts nothing. */
        Rounds create(Path data, ClassArchive classes);
    }

    /** Runs all rounds; returns their report. */
    public static AttackReport run(
            AttackSettings settings, Progress progress, Tally tally, String name, Factory factory)
            throws IOException, InterruptedException {
        TemporaryDirectory directory = TemporaryDirectory.create(settings.directory(), "foreshard-" + name + "-");
        progress.say("data in " + directory.path());
        ControlUtility.writeBelow(directory.path());
        ClassArchive classes = new ClassArchive(directory.path().resolve("classes.jsa"));
        try {
            for (int number = 1; number <= MAX_CLUSTERS && mustGoOn(settings, progress, tally); number++) {
                try (Rounds rounds = factory.create(directory.path().resolve("cluster-" + number), classes)) {
                    run(rounds, settings, progress, tally);
                } catch (ClusterException e) {
                    if (progress.isStopped()) {
                        break; // Ctrl-C in a terminal ends the servers too
                    }
                    if (!e.getMessage().isEmpty()) {
                        tally.violation("round " + (tally.rounds() + 1) + ": " + e.getMessage());
                        progress.say(e.getMessage());
                    }
                    progress.update(tally.report());
                    progress.say("The run goes on with a new cluster.");
                }
            }
        } finally {
            if (settings.keep()) {
                progress.say("data kept in " + directory.path());
            } else {
                directory.close();
            }
        }
        return tally.report();
    }

    private static boolean mustGoOn(AttackSettings settings, Progress progress, Tally tally) {
        return tally.rounds() < settings.rounds() && !progress.isStopped();
    }

    private static void run(Rounds rounds, AttackSettings settings, Progress progress, Tally tally)
            throws IOException, InterruptedException {
        try {
            rounds.begin();
            int repeated = 0;
            while (mustGoOn(settings, progress, tally)) {
                int round = (int) tally.rounds();
                rounds.round(round);
                progress.update(tally.report());
                repeated = tally.rounds() == round ? repeated + 1 : 0;
                if (repeated > MAX_REPEATED) {
                    throw new IllegalStateException(
                            "No fault of " + repeated + " rounds hit work in flight: the attack shows nothing");
                }
            }
        } catch (ClientException e) {
            throw new ClusterException("The servers do not answer although all run: " + e.getMessage());
        }
    }
}
