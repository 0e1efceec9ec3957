package io.foreshard.plugin.internal.sql;

import java.lang.reflect.Field;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteSystemProperties;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.query.GridQueryIndexing;
import org.apache.ignite.internal.processors.query.h2.IgniteH2Indexing;
import org.apache.ignite.internal.processors.query.h2.affinity.PartitionExtractor;

/**
 * Switches off the pruning of constant ranges in the H2 engine of this node.
 *
 * <p>{@code PartitionExtractor.tryExtractBetween} (ignite-indexing 2.17, line 838) asks the affinity function for each long of a range until it has
 * seen more than 16 partitions. Here up to 2^57 neighbours share a partition: the loop takes years, ignores time-outs and continues after its client has
 * died. With the limit 0 it ends after the first value, and the query runs on all partitions.
 */
public final class RangePruning {
    /** System property with the number of partitions after which Ignite stops. */
    static final String PROPERTY = IgniteSystemProperties.IGNITE_SQL_MAX_EXTRACTED_PARTS_FROM_BETWEEN;

    private static final String LIMIT = "maxPartsCntBetween";

    private RangePruning() {}

    /**
     * Sets the limit to 0 unless it is set; to be called before Ignite's query processor starts. It also applies to later nodes of this JVM, where it
     * prevents some pruning but changes no result.
     *
     * @throws IgniteCheckedException if it is set to another value
     */
    public static void disable() throws IgniteCheckedException {
        String given = System.getProperty(PROPERTY);
        if (given == null) {
            System.setProperty(PROPERTY, "0");
        } else if (Integer.getInteger(PROPERTY, 1) > 0) {
            throw new IgniteCheckedException(refusal(given));
        }
    }

    /**
     * Checks which limit the H2 engine of this node has read; to be called after Ignite's query processor has started.
     *
     * @throws IgniteCheckedException if it is above 0, or cannot be read in this version of Ignite
     */
    public static void verify(Ignite ignite) throws IgniteCheckedException {
        if (!((IgniteEx) ignite).context().query().moduleEnabled()) {
            return;
        }
        GridQueryIndexing indexing = ((IgniteEx) ignite).context().query().getIndexing();
        if (indexing == null || !(indexing instanceof IgniteH2Indexing h2)) {
            return; // Calcite alone prunes no ranges
        }
        int limit;
        try {
            Field field = PartitionExtractor.class.getDeclaredField(LIMIT);
            field.setAccessible(true);
            limit = field.getInt(h2.partitionExtractor());
        } catch (ReflectiveOperationException e) {
            throw new IgniteCheckedException(
                    "This version of Ignite prunes constant ranges in another way than 2.17.0, and Foreshard cannot check that it "
                            + "ends: use Ignite 2.17.0.",
                    e);
        }
        if (limit > 0) {
            throw new IgniteCheckedException(refusal(String.valueOf(limit)));
        }
    }

    private static String refusal(String given) {
        return "The system property " + PROPERTY + " is " + given
                + ": a query with a constant range of profile ids would keep a "
                + "thread busy for years. Remove the property, or set it to 0.";
    }
}
