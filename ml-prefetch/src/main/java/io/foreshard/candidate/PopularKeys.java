package io.foreshard.candidate;

import static io.foreshard.candidate.InteractionLog.NONE;

import io.foreshard.candidate.InteractionLog.Level;

/** The shares of the objects or groups in the last interactions, counted again after some of them. Not thread-safe. */
final class PopularKeys {
    private static final int WINDOW = 4_096;
    private static final int EVERY = 512;
    private static final int MOST_POPULAR = 20;

    private final InteractionLog log;
    private final Level level;
    private final Counts counts = new Counts(1);
    private final TopKeys most = new TopKeys(MOST_POPULAR);
    private int countedAt;
    private float total;

    PopularKeys(InteractionLog log, Level level) {
        this.log = log;
        this.level = level;
    }

    /** Adds the most popular keys to rows and sets the share of each row. */
    void write(Counts rows, int column) {
        if (counts.size() == 0 || log.newest() - countedAt >= EVERY) {
            count();
        }
        for (int i = 0; i < most.size(); i++) {
            // A key that was counted may have left the log.
            if (log.lastOf(level, most.key(i)) != NONE) {
                rows.row(most.key(i));
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            int counted = counts.find(rows.key(row));
            rows.set(row, column, counted == Counts.ABSENT ? 0 : counts.get(counted, 0) / total);
        }
    }

    private void count() {
        counts.clear();
        total = 0;
        countedAt = log.newest();
        int position = log.newest();
        for (int n = 0; position != NONE && n < WINDOW; n++, position = log.older(position)) {
            int key = log.key(level, position);
            if (key != KeyTable.ABSENT) {
                counts.add(counts.row(key), 0, 1);
                total++;
            }
        }
        most.clear();
        for (int row = 0; row < counts.size(); row++) {
            most.offer(counts.key(row), counts.get(row, 0));
        }
    }
}
