package io.foreshard.plugin.table;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.SqlFunctions;
import io.foreshard.key.TransactionKey;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheKeyConfiguration;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.configuration.CacheConfiguration;

/** Configurations of the caches whose rows are placed by profile id; a write is acknowledged when the backups have it. Stateless. */
public final class ProfiledTables {

    private static final String AFFINITY_FIELD = "profileId";

    private ProfiledTables() {}

    /** Returns the configuration of the transaction table. Its indexes are on columns of fixed size, so that a comparison never reads a remote row. */
    public static CacheConfiguration<TransactionKey, TransactionRecord> transactions(
            TableNames names, int partitions, int backups, CacheAtomicityMode atomicity) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(AFFINITY_FIELD, Long.class.getName());
        columns.put("hashKey", UUID.class.getName());
        columns.put("rangeKey", Integer.class.getName());
        columns.put("counter", Integer.class.getName());
        Set<String> key = new LinkedHashSet<>(columns.keySet());
        columns.put("userId", UUID.class.getName());
        columns.put("eventTime", Timestamp.class.getName());
        columns.put("objectId", Long.class.getName());
        columns.put("interest", Long.class.getName());
        columns.put("records", Integer.class.getName());
        columns.put("payload", byte[].class.getName());
        QueryEntity table = entity(names.table(), TransactionKey.class, TransactionRecord.class, columns, key)
                .setIndexes(List.of(new QueryIndex("hashKey"), new QueryIndex("userId")));
        return ProfiledTables.<TransactionKey, TransactionRecord>placed(
                        names.transactions(), partitions, backups, atomicity)
                .setGroupName(names.group())
                .setSqlSchema(names.schema())
                .setSqlFunctionClasses(SqlFunctions.class)
                .setQueryEntities(List.of(table));
    }

    /**
     * Returns the configuration of a table of objects, which the application creates; it may change schema and table name before.
     *
     * @param name name of the cache; the table has the same name in upper case, in schema PUBLIC
     * @param value class of the rows
     * @param columns names and class names of the value's columns, without those of the key
     */
    public static <V> CacheConfiguration<ObjectKey, V> objects(
            String name, Class<V> value, Map<String, String> columns, int partitions, int backups) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(AFFINITY_FIELD, Long.class.getName());
        all.put("objectId", Long.class.getName());
        Set<String> key = new LinkedHashSet<>(all.keySet());
        all.putAll(columns);
        return ProfiledTables.<ObjectKey, V>placed(name, partitions, backups, CacheAtomicityMode.ATOMIC)
                .setSqlSchema("PUBLIC")
                .setQueryEntities(List.of(entity(name.toUpperCase(Locale.ROOT), ObjectKey.class, value, all, key)));
    }

    /** Returns the template of tables created by SQL; the star at the end of its name tells Ignite that it is a template. */
    public static CacheConfiguration<Object, Object> template(
            TableNames names, int partitions, int backups, CacheAtomicityMode atomicity) {
        return placed(names.template() + "*", partitions, backups, atomicity);
    }

    private static <K, V> CacheConfiguration<K, V> placed(
            String name, int partitions, int backups, CacheAtomicityMode atomicity) {
        return new CacheConfiguration<K, V>(name)
                .setAffinity(new BehavioralAffinityFunction(partitions))
                // The annotation does not suffice: a node that looks up the affinity field of a type before it has
                // loaded the class stores that there is none (CacheObjectBinaryProcessorImpl.affinityKeyField), and
                // then misplaces every key.
                .setKeyConfiguration(
                        new CacheKeyConfiguration(TransactionKey.class.getName(), AFFINITY_FIELD),
                        new CacheKeyConfiguration(ObjectKey.class.getName(), AFFINITY_FIELD))
                .setBackups(backups)
                .setAtomicityMode(atomicity)
                // By default Ignite acknowledges what only the primary has: a killed primary may then lose it, and a
                // read of a backup may miss it.
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC);
    }

    private static QueryEntity entity(
            String table, Class<?> key, Class<?> value, Map<String, String> columns, Set<String> keyColumns) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (String column : columns.keySet()) {
            aliases.put(column, column.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
        }
        return new QueryEntity(key, value)
                .setTableName(table)
                .setFields(new LinkedHashMap<>(columns))
                .setKeyFields(keyColumns)
                .setAliases(aliases);
    }
}
