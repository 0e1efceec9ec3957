package io.foreshard.workbench.demo;

import java.util.List;
import java.util.Locale;

/**
 * The ratio of a wait without prefetch to the wait with prefetch, measured in several rounds; a gain is claimed only if all rounds agree on its direction.
 *
 * <p>If there were no difference, five rounds would agree by chance once in 16 runs.
 *
 * @param median median of the rounds' ratios, wait without over wait with; 0 without a round
 * @param min smallest ratio
 * @param max largest ratio
 * @param rounds number of rounds
 * @param verdict whether the rounds agree
 */
record Gain(double median, double min, double max, int rounds, Verdict verdict) {
    static final int MIN_ROUNDS = 3;

    /** Direction of a gain. */
    enum Verdict {
        SHORTER,
        LONGER,
        NOT_SHOWN
    }

    /** Summarizes the ratios of all rounds. */
    static Gain of(List<Double> ratios) {
        if (ratios.isEmpty()) {
            return new Gain(0, 0, 0, 0, Verdict.NOT_SHOWN);
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        double min = sorted.get(0);
        double max = sorted.get(sorted.size() - 1);
        Verdict verdict = Verdict.NOT_SHOWN;
        if (sorted.size() >= MIN_ROUNDS) {
            verdict = min > 1 ? Verdict.SHORTER : max < 1 ? Verdict.LONGER : Verdict.NOT_SHOWN;
        }
        return new Gain(median(sorted), min, max, sorted.size(), verdict);
    }

    /** Returns the median of sorted values. */
    static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * Returns the verdict in words.
     *
     * @param subject the wait that was measured, for example "the median read"
     */
    String sentence(String subject) {
        return switch (verdict) {
            case SHORTER -> text(
                    "prefetching shortens %s %.1f times (%.1f to %.1f over %d rounds)", subject, median, min, max);
            case LONGER -> text(
                    "prefetching lengthens %s %.1f times (%.1f to %.1f over %d rounds)",
                    subject, 1 / median, 1 / max, 1 / min);
            case NOT_SHOWN -> notShown(subject);
        };
    }

    private String notShown(String subject) {
        if (rounds == 0) {
            return "an effect on " + subject + " was not measured: no user returns in this trace";
        }
        if (rounds < MIN_ROUNDS) {
            return String.format(
                    Locale.ROOT,
                    "an effect on %s is not shown: %d of the %d rounds it takes (%.1f to %.1f times)",
                    subject,
                    rounds,
                    MIN_ROUNDS,
                    min,
                    max);
        }
        return text(
                "an effect on %s is not shown: the rounds disagree (%3$.1f to %4$.1f times over %5$d rounds)",
                subject, median, min, max);
    }

    private String text(String format, String subject, double middle, double low, double high) {
        return String.format(Locale.ROOT, format, subject, middle, low, high, rounds);
    }
}
