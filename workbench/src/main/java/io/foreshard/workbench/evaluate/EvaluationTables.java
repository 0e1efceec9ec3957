package io.foreshard.workbench.evaluate;

import io.foreshard.workbench.demo.PrefetchingEvaluation;
import io.foreshard.workbench.evaluate.Calibration.Bucket;
import io.foreshard.workbench.evaluate.Hits.Target;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Calibrated;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Gate;
import io.foreshard.workbench.evaluate.NextItemEvaluation.LevelResult;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Row;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints results as tables. Stateless. */
final class EvaluationTables {
    private EvaluationTables() {}

    static void print(BalanceEvaluation evaluation, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s, %d actions in %d windows%n%nnodes  bytes  operations  window median  worst  random  planned  over best  worst  moved%n",
                evaluation.trace(),
                evaluation.actions(),
                evaluation.windows());
        for (BalanceEvaluation.Row row : evaluation.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%5d  %5.3f  %10.3f  %13.3f  %5.3f  %6.3f  %7.3f  %9.3f  %5.3f  %5.3f%n",
                    row.nodes(),
                    row.bytes(),
                    row.operations(),
                    row.windowMedian(),
                    row.windowWorst(),
                    row.random(),
                    row.planned(),
                    row.plannedOverBest(),
                    row.plannedOverBestWorst(),
                    row.moved());
        }
        out.printf(
                "%nBytes, operations, window: the hottest partition over the mean node. Random, planned: the most loaded node over "
                        + "its share. Moved: share of the bytes of all copies.%n");
        out.flush();
    }

    static void print(RetentionEvaluation evaluation, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s, %.0f %% of the bytes local, units of %d rows of 1 KiB%n%n%-18s %-24s %12s %9s %10s%n",
                evaluation.trace(),
                100 * evaluation.local(),
                evaluation.unitRows(),
                "placement",
                "policy",
                "remote reads",
                "hit rate",
                "fetched");
        for (RetentionEvaluation.Row row : evaluation.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-18s %-24s %12.4f %7.2f %% %8.2f KiB%n",
                    row.placement(),
                    row.policy(),
                    row.remoteReadsPerRead(),
                    100 * row.hitRate(),
                    row.fetchedBytesPerRead() / 1_024);
        }
        out.printf("%nRemote reads and fetched bytes are per read of a row.%n");
        out.flush();
    }

    static void print(PrefetchingEvaluation evaluation, PrintWriter out) {
        out.printf(Locale.ROOT, "%s, reads of returning users, %d rounds%n%n", evaluation.trace(), evaluation.rounds());
        out.printf(
                "%-18s %9s %9s %15s %9s %17s %6s %6s %19s%n",
                "prefetching",
                "median ms",
                "p99 ms",
                "mean new object",
                "near hits",
                "prefetches/action",
                "used",
                "late",
                "store requests/read");
        print("off", evaluation.off(), out);
        print("on", evaluation.on(), out);
        print("all wrong", evaluation.wrong(), out);
        out.printf("%n%-18s %18s %18s %18s%n", "ratio to off", "median", "p99", "mean new object");
        print("on", evaluation.benefit(), out);
        print("all wrong", evaluation.harm(), out);
        out.flush();
    }

    private static void print(String way, PrefetchingEvaluation.Reads reads, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-18s %9.2f %9.1f %15.2f %9.3f %17.2f %6.2f %6.2f %19.2f%n",
                way,
                reads.medianMillis(),
                reads.p99Millis(),
                reads.newObjectMillis(),
                reads.nearHitRate(),
                reads.prefetchesPerAction(),
                reads.used(),
                reads.late(),
                reads.requestsPerRead());
    }

    private static void print(String way, PrefetchingEvaluation.Ratios ratios, PrintWriter out) {
        out.printf("%-18s %18s %18s %18s%n", way, text(ratios.median()), text(ratios.p99()), text(ratios.newObject()));
    }

    private static String text(PrefetchingEvaluation.Ratio ratio) {
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", ratio.median(), ratio.min(), ratio.max());
    }

    static void print(PredictionEvaluation evaluation, PrintWriter out) {
        print(evaluation.items(), out);
        print(evaluation.trace(), evaluation.types(), out);
        out.flush();
    }

    private static void print(String trace, NextTypeEvaluation evaluation, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s, next type: %d examples of training, %d of test from %s%n%s, %.1f %% of the pauses cut as in the trace%n%n",
                trace,
                evaluation.trainingExamples(),
                evaluation.testExamples(),
                Instant.ofEpochMilli((long) (1_000 * evaluation.splitSeconds())),
                gap(evaluation),
                100 * evaluation.pausesCutAlike());
        out.printf("%-42s %8s %8s %8s %17s%n", "predictor", "accuracy", "macro-F1", "log loss", "calibration error");
        for (NextTypeEvaluation.Row row : evaluation.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-42s %8.3f %8.3f %8.3f %17.3f%n",
                    row.predictor(),
                    row.accuracy(),
                    row.macroF1(),
                    row.logLoss(),
                    row.calibrationError());
        }
        out.printf(
                Locale.ROOT,
                "%nTraining took %.1f s, a prediction %.1f us.%n",
                evaluation.trainingMillis() / 1_000,
                evaluation.predictionMicros());
    }

    private static String gap(NextTypeEvaluation evaluation) {
        return evaluation.caseLike()
                ? String.format(
                        Locale.ROOT,
                        "Cases that are over after a pause of %.1f days",
                        (double) evaluation.gapSeconds() / TimeUnit.DAYS.toSeconds(1))
                : String.format(
                        Locale.ROOT,
                        "Sessions with a learned gap of %.1f minutes",
                        (double) evaluation.gapSeconds() / TimeUnit.MINUTES.toSeconds(1));
    }

    private static void print(NextItemEvaluation evaluation, PrintWriter out) {
        if (evaluation.levels().isEmpty()) {
            out.printf("%s has no objects whose next ones could be predicted.%n%n", evaluation.trace());
        }
        for (LevelResult level : evaluation.levels()) {
            out.printf(
                    Locale.ROOT,
                    "%s, next %s: %d sessions of training, %d of test from %s, %d predictions, %.1f %% of the targets known%n%n",
                    evaluation.trace(),
                    level.level().name().toLowerCase(Locale.ROOT),
                    level.trainSessions(),
                    level.testSessions(),
                    Instant.ofEpochMilli((long) (1_000 * level.splitSeconds())),
                    level.predictions(),
                    100 * level.known());
            printRows(level, out);
            printGates(level, out);
            for (Calibrated calibrated : level.calibrations()) {
                print(calibrated, out);
            }
        }
    }

    private static void printRows(LevelResult level, PrintWriter out) {
        out.printf(
                "%-16s %-20s %7s %6s %6s %6s %6s %6s%n",
                "targets", "ranker", "n", "HR@1", "HR@5", "HR@10", "HR@20", "MRR@20");
        for (Row row : level.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %-20s %7d %6.3f %6.3f %6.3f %6.3f %6.3f%n",
                    words(row.target()),
                    row.ranker(),
                    row.predictions(),
                    row.hr1(),
                    row.hr5(),
                    row.hr10(),
                    row.hr20(),
                    row.mrr20());
        }
        out.println();
    }

    private static String words(Target target) {
        return target == Target.NOVEL_LIST_KNOWN ? "novel, list" : target.name().toLowerCase(Locale.ROOT);
    }

    private static void printGates(LevelResult level, PrintWriter out) {
        if (level.gates().isEmpty()) {
            return;
        }
        out.printf("%-20s %11s %15s %9s %8s%n", "ranker", "probability", "fetches/action", "precision", "coverage");
        for (Gate gate : level.gates()) {
            out.printf(
                    Locale.ROOT,
                    "%-20s     >= %4.2f %15.2f %9.3f %8.3f%n",
                    gate.ranker(),
                    gate.threshold(),
                    gate.fetchedPerAction(),
                    gate.precision(),
                    gate.coverage());
        }
        out.println();
    }

    private static void print(Calibrated calibrated, PrintWriter out) {
        out.printf("Probabilities of %s, said and observed:%n", calibrated.ranker());
        for (Bucket bucket : calibrated.buckets()) {
            out.printf(Locale.ROOT, "%8.3f %8.3f  of %d%n", bucket.said(), bucket.observed(), bucket.predictions());
        }
        out.printf(
                Locale.ROOT,
                "Largest error in a bucket of at least 500 predictions: %.3f%n%n",
                calibrated.largestError());
    }
}
