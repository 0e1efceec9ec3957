package io.foreshard.plugin.table;

import io.foreshard.ingest.TableNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * Decides whether a cache may exist beside the caches of the plugin: a foreign cache must not use one of their names.
 *
 * <p>Immutable and thread-safe.
 */
public final class NameCheck {
    private final TableNames names;
    private final Map<String, CacheConfiguration<?, ?>> own = new LinkedHashMap<>();

    /**
     * Creates the check.
     *
     * @param own configurations of the plugin's caches and templates, as this node adds them
     */
    public NameCheck(TableNames names, Collection<? extends CacheConfiguration<?, ?>> own) {
        this.names = names;
        own.forEach(cache -> this.own.put(cache.getName(), cache));
    }

    /**
     * Returns why a cache must not exist beside those of the plugin, and the cure; null if it may.
     *
     * @param entities the current SQL tables of the cache; its configuration may have outdated ones
     */
    public String refusal(CacheConfiguration<?, ?> found, Collection<QueryEntity> entities) {
        CacheConfiguration<?, ?> ours = own.get(found.getName());
        if (ours != null) {
            return difference(ours, found, entities);
        }
        if (found.getName().equals(names.group())) {
            return "The cache " + found.getName() + " has the name of Foreshard's cache group. " + cure();
        }
        if (own.containsKey(found.getGroupName())) {
            return "The cache group " + found.getGroupName() + " of the cache " + found.getName()
                    + " has the name of a cache of Foreshard. " + cure();
        }
        if (names.group().equals(found.getGroupName())) {
            String differences = differences(own.get(names.transactions()), found);
            if (!differences.isEmpty()) {
                return "The cache " + found.getName() + " is in the cache group " + names.group()
                        + ", which belongs to Foreshard, but " + differences + ". " + cure();
            }
        }
        return entities.stream().anyMatch(entity -> isTransactions(found, entity))
                ? "The table " + names.schema() + "." + names.table() + " belongs to the cache " + found.getName()
                        + ", which is not Foreshard's. " + cure()
                : null;
    }

    private String difference(
            CacheConfiguration<?, ?> ours, CacheConfiguration<?, ?> found, Collection<QueryEntity> entities) {
        List<String> foreign = new ArrayList<>();
        compare(foreign, "cache group", ours.getGroupName(), found.getGroupName());
        String differences = differences(ours, found);
        if (!differences.isEmpty()) {
            foreign.add(differences);
        }
        compare(foreign, "cacheMode", ours.getCacheMode(), found.getCacheMode());
        compare(foreign, "key type", keyType(ours.getQueryEntities()), keyType(entities));
        if (foreign.isEmpty() && ours.getSqlSchema() != null) {
            compare(foreign, "SQL schema", schema(ours), schema(found));
        }
        if (!foreign.isEmpty()) {
            return "The cache " + found.getName() + " is not Foreshard's: " + String.join(", ", foreign) + ". "
                    + cure();
        }
        if (!Objects.equals(ours.getAtomicityMode(), found.getAtomicityMode())) {
            return created(found, "atomicityMode", found.getAtomicityMode(), ours.getAtomicityMode());
        }
        return ours.getCacheMode() == CacheMode.REPLICATED || ours.getBackups() == found.getBackups()
                ? null
                : created(found, "backups", found.getBackups(), ours.getBackups());
    }

    /** Returns how the affinity of a cache differs from that of the plugin's cache; empty if it does not, or if the plugin's has Ignite's default. */
    private static String differences(CacheConfiguration<?, ?> ours, CacheConfiguration<?, ?> found) {
        List<String> differences = new ArrayList<>();
        if (ours.getAffinity() != null && found.getAffinity() == null) {
            differences.add("its affinity is Ignite's default, not "
                    + ours.getAffinity().getClass().getSimpleName());
        } else if (ours.getAffinity() != null) {
            compare(
                    differences,
                    "affinity",
                    ours.getAffinity().getClass().getSimpleName(),
                    found.getAffinity().getClass().getSimpleName());
            compare(
                    differences,
                    "number of partitions",
                    ours.getAffinity().partitions(),
                    found.getAffinity().partitions());
        }
        return String.join(", ", differences);
    }

    private static void compare(List<String> differences, String what, Object ours, Object found) {
        if (!Objects.equals(ours, found)) {
            differences.add("its " + what + " is " + (found == null ? "not set" : found) + ", not "
                    + (ours == null ? "unset" : ours));
        }
    }

    private static String created(CacheConfiguration<?, ?> found, String setting, Object stored, Object wanted) {
        return "The cache " + found.getName() + " was created with " + setting + " " + stored + ", but this node has "
                + wanted + ": set ForeshardConfiguration." + setting + " to " + stored + ".";
    }

    private boolean isTransactions(CacheConfiguration<?, ?> cache, QueryEntity entity) {
        return names.schema().equals(schema(cache)) && names.table().equalsIgnoreCase(entity.getTableName());
    }

    private static String keyType(Collection<QueryEntity> entities) {
        return entities == null || entities.isEmpty()
                ? null
                : entities.iterator().next().findKeyType();
    }

    /** Returns the name of a cache's schema in SQL: in upper case unless it is quoted. */
    private static String schema(CacheConfiguration<?, ?> cache) {
        String schema = cache.getSqlSchema();
        if (schema == null) {
            return null;
        }
        return schema.length() > 1 && schema.startsWith("\"") && schema.endsWith("\"")
                ? schema.substring(1, schema.length() - 1)
                : schema.toUpperCase(Locale.ROOT);
    }

    private String cure() {
        return "Destroy or rename it, or set ForeshardConfiguration.namePrefix of all nodes to a prefix that none of your caches, cache groups "
                + "and schemas uses; now it is " + names.prefix() + ".";
    }
}
