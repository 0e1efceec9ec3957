package io.foreshard.workbench.evaluate;

import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import java.util.List;
import java.util.stream.Stream;

/** The ranks of one kind of targets in the rankings of one ranker. Not thread-safe. */
final class Hits {
    private static final int MAX_RANK = 20;

    /** The next items that are counted. */
    enum Target {
        /** Each next item. */
        ALL,
        /** Those that differ from the item before. */
        SWITCH,
        /** Those that were not used in this session before. */
        NOVEL,
        /** The novel ones in sessions in which a list was shown before. */
        NOVEL_LIST_KNOWN;

        /** Returns whether the next item of a session is of this kind. */
        boolean contains(SessionProgress session) {
            return session.next() != Level.NO_ITEM
                    && contains(session, session.next())
                    && (this != NOVEL_LIST_KNOWN || session.isListKnown());
        }

        /** Returns whether an item may be the next one, if the next one is of this kind. */
        private boolean contains(SessionProgress session, long item) {
            return switch (this) {
                case ALL -> true;
                case SWITCH -> item != session.previous();
                case NOVEL, NOVEL_LIST_KNOWN -> !session.isUsed(item);
            };
        }
    }

    private final Target target;
    private final int[] atRank = new int[MAX_RANK + 1];
    private int predictions;

    Hits(Target target) {
        this.target = target;
    }

    /** Counts the next item of a session if it is of the kind; a ranking of less than 20 candidates is filled with popular items. */
    void add(SessionProgress session, List<Long> ranking, List<Long> popular) {
        if (!target.contains(session)) {
            return;
        }
        List<Long> candidates = Stream.concat(ranking.stream(), popular.stream())
                .filter(item -> target.contains(session, item))
                .distinct()
                .limit(MAX_RANK)
                .toList();
        predictions++;
        int index = candidates.indexOf(session.next());
        if (index >= 0) {
            atRank[index + 1]++;
        }
    }

    int predictions() {
        return predictions;
    }

    /** Returns the share of the targets among the first candidates (HR). */
    double rate(int candidates) {
        int hits = 0;
        for (int rank = 1; rank <= candidates; rank++) {
            hits += atRank[rank];
        }
        return predictions == 0 ? 0 : (double) hits / predictions;
    }

    /** Returns the mean of 1 / rank, which is 0 for targets below rank 20 (MRR@20). */
    double reciprocalRank() {
        double sum = 0;
        for (int rank = 1; rank <= MAX_RANK; rank++) {
            sum += (double) atRank[rank] / rank;
        }
        return predictions == 0 ? 0 : sum / predictions;
    }

    /** Returns the value by which variants are chosen: the hits among 20 and the sum of 1 / rank. */
    double score() {
        return (rate(MAX_RANK) + reciprocalRank()) * predictions;
    }
}
