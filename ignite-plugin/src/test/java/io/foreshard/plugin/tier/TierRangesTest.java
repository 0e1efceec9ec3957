package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.ignite.cache.query.FieldsQueryCursor;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges over an index whose leaves link to cold and hot rows in random places have each row once, in order. */
class TierRangesTest {
    private static final int ROUNDS = 6;
    private static final int RANGES = 20;

    @TempDir
    Path directory;

    private ColdTable table;

    @AfterEach
    void stop() {
        table.close();
    }

    @Test
    void ranges_randomRowsCold_haveEachRowOnceInOrder() {
        table = new ColdTable(directory, "dir");
        long seed = Long.getLong("foreshard.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            table.offload();
            table.cache().getAll(ColdTable.randomIds(random.nextInt(60), random.nextLong()));
            for (int range = 0; range < RANGES; range++) {
                verify(random, "-Dforeshard.seed=" + seed);
            }
        }
    }

    private void verify(Random random, String seed) {
        int from = random.nextInt(ColdTable.ROWS);
        int to = random.nextBoolean() ? ColdTable.ROWS : from + random.nextInt(600);
        int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(50) : Integer.MAX_VALUE;
        String engine = random.nextBoolean() ? "" : "/*+ QUERY_ENGINE('calcite') */ ";
        boolean isInclusive = random.nextBoolean();
        String statement = "SELECT " + engine + "N, DATA FROM RECORDS WHERE N " + (isInclusive ? ">= " : "> ") + from
                + " AND N < " + to + " ORDER BY N";
        List<Integer> expected = IntStream.range(isInclusive ? from : from + 1, Math.min(to, ColdTable.ROWS))
                .limit(limit)
                .boxed()
                .toList();

        List<Integer> read = new ArrayList<>();
        try (FieldsQueryCursor<List<?>> cursor = table.cache().query(new SqlFieldsQuery(statement).setPageSize(10))) {
            Iterator<List<?>> rows = cursor.iterator();
            while (read.size() < limit && rows.hasNext()) {
                List<?> row = rows.next();
                assertThat(row.get(1)).as(seed).isNotNull();
                read.add((Integer) row.get(0));
            }
        }
        assertThat(read).as("%s, %s", statement, seed).isEqualTo(expected);
    }
}
