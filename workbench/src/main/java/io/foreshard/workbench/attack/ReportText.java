package io.foreshard.workbench.attack;

import java.util.Locale;
import java.util.Map;

/** The report of an attack as text for a terminal. Immutable and thread-safe. */
final class ReportText {
    private static final int SENTENCES = 20;

    private final AttackReport report;

    ReportText(AttackReport report) {
        this.report = report;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "attack", report.name() + ", seed " + report.seed());
        line(text, "rounds", report.rounds() + " in " + String.format(Locale.ROOT, "%,.1f s", report.seconds()));
        line(text, "faults", report.faults() + ", in flight " + report.inFlight());
        line(text, "failpoints", counts(report.failpoints()));
        line(text, "figures", counts(report.figures()));
        line(text, "digest", report.digest());
        line(text, "lost", Long.toString(report.lost()));
        line(text, "wrong", Long.toString(report.wrong()));
        line(text, "violations", Long.toString(report.violationCount()));
        report.violations().stream()
                .limit(SENTENCES)
                .forEach(sentence -> text.append("  ").append(sentence).append(System.lineSeparator()));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%-12s%s%n", label, value));
    }

    private static String counts(Map<String, Long> counts) {
        StringBuilder text = new StringBuilder();
        counts.forEach((name, count) ->
                text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(count));
        return text.toString();
    }
}
