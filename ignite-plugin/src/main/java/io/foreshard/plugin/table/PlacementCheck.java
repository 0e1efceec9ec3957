package io.foreshard.plugin.table;

import io.foreshard.affinity.BehavioralAffinityFunction;
import java.util.Map;
import java.util.Set;
import org.apache.ignite.cache.CacheKeyConfiguration;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * Decides whether the rows of an SQL table can be placed by profile id: the affinity column must be a BIGINT.
 *
 * <p>Other keys have no profile id; all their rows would lie in the 1/16 of the partitions that is reserved for keys without one. Stateless.
 */
public final class PlacementCheck {
    private static final String CURE =
            ": add a column PROFILE_ID BIGINT to its primary key, and affinity_key=PROFILE_ID to the "
                    + "WITH clause (docs/sql.md), or take another template.";

    private static final Map<String, String> SQL_TYPES = Map.of(
            "java.lang.String", "VARCHAR",
            "java.lang.Integer", "INT",
            "java.lang.Short", "SMALLINT",
            "java.lang.Byte", "TINYINT",
            "java.math.BigDecimal", "DECIMAL",
            "java.lang.Double", "DOUBLE",
            "java.lang.Boolean", "BOOLEAN",
            "java.util.UUID", "UUID",
            "java.sql.Timestamp", "TIMESTAMP",
            "java.sql.Date", "DATE");
    private static final Set<String> BIGINT = Set.of("java.lang.Long", "long");

    private PlacementCheck() {}

    /**
     * Returns why the rows of a cache cannot be placed by profile id, and the cure; null if they can.
     *
     * @param createdBySql whether the cache was created by {@code CREATE TABLE}: then its key has no class that could name an affinity field
     */
    public static String refusal(CacheConfiguration<?, ?> cache, boolean createdBySql) {
        if (!(cache.getAffinity() instanceof BehavioralAffinityFunction) || cache.getQueryEntities() == null) {
            return null;
        }
        for (QueryEntity table : cache.getQueryEntities()) {
            String refusal = refusal(cache, table, createdBySql);
            if (refusal != null) {
                return "The table " + table.getTableName() + " takes a template of Foreshard, but " + refusal + CURE;
            }
        }
        return null;
    }

    private static String refusal(CacheConfiguration<?, ?> cache, QueryEntity table, boolean createdBySql) {
        String key = table.findKeyType();
        String column = affinityColumn(cache, key);
        if (column != null) {
            String type = typeOf(table, column);
            return type == null || BIGINT.contains(type) ? null : "its affinity column " + column + " is " + sql(type);
        }
        if (key == null || BIGINT.contains(key)) {
            return null;
        }
        if (SQL_TYPES.containsKey(key)) {
            return "its primary key is " + sql(key);
        }
        return createdBySql ? "it has no affinity column" : null; // the class of the key may have an affinity field
    }

    private static String affinityColumn(CacheConfiguration<?, ?> cache, String key) {
        if (cache.getKeyConfiguration() == null) {
            return null;
        }
        for (CacheKeyConfiguration keys : cache.getKeyConfiguration()) {
            if (keys.getTypeName().equals(key)) {
                return keys.getAffinityKeyFieldName();
            }
        }
        return null;
    }

    private static String typeOf(QueryEntity table, String column) {
        return table.getFields().entrySet().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(column))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String sql(String type) {
        return SQL_TYPES.getOrDefault(type, type);
    }
}
