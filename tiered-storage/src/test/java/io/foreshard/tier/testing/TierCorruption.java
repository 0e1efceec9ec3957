package io.foreshard.tier.testing;

import io.foreshard.tier.TierException;
import io.foreshard.tier.VerifyReport;
import io.foreshard.tier.testing.CorruptionImage.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A seeded attack on a machine at rest: corrupts one thing at a time on its disk or in its store, then starts it. The corruption must be found, with a
 * sentence, or do no harm: no page may be missing or have another value without an error.
 */
public final class TierCorruption {
    /** Injections on one machine; then another one is built. */
    private static final int IMAGE_INJECTIONS = 500;

    private static final int MOVE_PERIOD = 4;
    private static final int MAX_VIOLATIONS = 50;

    private final long seed;
    private final SimulationListener listener;
    private final SplittableRandom random;
    private final Trace trace = new Trace();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private String present;
    private long injections;
    private long refused;
    private long failed;
    private long verified;
    private long healed;
    private long harmless;
    private long lost;
    private long wrong;

    private TierCorruption(long seed, SimulationListener listener) {
        this.seed = seed;
        this.listener = listener;
        random = new SplittableRandom(seed);
    }

    /** Runs the attack with a number of injections. */
    public static CorruptionResult run(long seed, long count, SimulationListener listener) {
        return new TierCorruption(seed, listener).run(count);
    }

    private CorruptionResult run(long count) {
        try {
            while (injections < count && !listener.isStopped()) {
                CorruptionImage image = new CorruptionImage(random.split());
                CorruptionImage foreign = new CorruptionImage(random.split());
                long end = Math.min(count, injections + IMAGE_INJECTIONS);
                while (injections < end) {
                    inject(image, foreign);
                }
                listener.progress(result());
            }
        } catch (IOException e) {
            throw new IllegalStateException("A machine could not be built.", e);
        }
        return result();
    }

    private CorruptionResult result() {
        return new CorruptionResult(
                seed,
                injections,
                refused,
                failed,
                verified,
                healed,
                harmless,
                lost,
                wrong,
                violations,
                kinds,
                trace.digest());
    }

    private void inject(CorruptionImage image, CorruptionImage foreign) throws IOException {
        Corruption kind = Corruption.values()[random.nextInt(Corruption.values().length)];
        Power power = image.quietPower();
        State state = image.present(power);
        String target = kind.inject(image, state, foreign.present(power), random.split());
        if (target == null) {
            return;
        }
        injections++;
        present = target;
        Tally tally = new Tally();
        SimulatedNode node = image.node(power, state.disk(), image.database().copy(), state.store(), tally);
        String outcome = examine(node);
        kinds.merge(target, 1, Integer::sum);
        trace.step(target, "injection", outcome);
    }

    private String examine(SimulatedNode node) {
        try {
            node.start(true);
        } catch (IOException e) {
            refused++;
            return explained("refused", e);
        } catch (RuntimeException e) {
            return violation("The start failed without a sentence: " + e);
        }
        for (int partition : node.database().partitions()) {
            if (node.partition(partition).remotePages() > 0 && !node.isMarked(partition)) {
                return violation("The file of partition " + partition + " has remote pages and no mark.");
            }
        }
        PageReader pages = new PageReader(node);
        if (!pages.read()) {
            return missed(pages);
        }
        if (pages.failures() > 0) {
            failed++;
            return pages.unexplained() == null ? "failed" : explained("failed", pages.unexplained());
        }
        return examineFurther(node, pages);
    }

    private String missed(PageReader pages) {
        lost += pages.holes();
        wrong += pages.wrong();
        return violation(pages.holes() + " holes and " + pages.wrong() + " wrong pages without an error.");
    }

    /** All pages can be read: the corruption is harmless, or is found by a verification or the next move. */
    private String examineFurther(SimulatedNode node, PageReader pages) {
        String outcome = "harmless";
        try {
            VerifyReport report = node.storage().verify(SimulatedNode.GROUP.name());
            if (!report.damages().isEmpty()) {
                outcome = report.healed() > 0 ? "healed" : "verified";
            }
            if (random.nextInt(MOVE_PERIOD) == 0) {
                node.modify();
                node.storage().offload(SimulatedNode.GROUP.name());
                node.storage().recall(SimulatedNode.GROUP.name());
            }
        } catch (TierException e) {
            outcome = explained("verified", e);
        } catch (IOException | RuntimeException e) {
            return violation("A verification or a move failed without a sentence: " + e);
        }
        if (!pages.read()) {
            return missed(pages);
        }
        if (outcome.equals("harmless")) {
            harmless++;
        } else if (outcome.equals("healed")) {
            healed++;
        } else {
            verified++;
        }
        return outcome;
    }

    private String explained(String outcome, Exception failure) {
        String sentence = failure.getMessage();
        return sentence != null && sentence.strip().endsWith(".")
                ? outcome
                : violation("It was " + outcome + " without a sentence: " + failure);
    }

    private String violation(String sentence) {
        String text = "Seed " + seed + ", injection " + injections + " (" + present + "): " + sentence;
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(text);
        }
        listener.violated(text, trace.last());
        return "violation";
    }
}
