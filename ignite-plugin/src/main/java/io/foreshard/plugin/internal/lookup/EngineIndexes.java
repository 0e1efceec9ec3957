package io.foreshard.plugin.internal.lookup;

/** The indexes of the tables of an SQL engine. */
interface EngineIndexes {
    /** Replaces each index of Ignite in a table by one that fetches the rows of many look-ups together; does nothing if the engine does not have the table. */
    void replace(String schema, String table);
}
