package io.foreshard.key;

import org.apache.ignite.cache.query.annotations.QuerySqlFunction;

/** The functions SQL users call in the schema of the transactions, such as {@code FORESHARD.OBJECT_PROFILE_ID}. Stateless. */
public final class SqlFunctions {
    private SqlFunctions() {}

    /**
     * Returns the profile id of an object, to be stored in the affinity column of a table of objects; see {@link ObjectKey#of}.
     *
     * @param interest category of the object; objects with 0 are spread by their own hash
     * @return null if an argument is null
     */
    @QuerySqlFunction(alias = "OBJECT_PROFILE_ID")
    public static Long objectProfileId(Long interest, Long objectId) {
        return interest == null || objectId == null
                ? null
                : ObjectKey.of(interest, objectId).profileId();
    }
}
