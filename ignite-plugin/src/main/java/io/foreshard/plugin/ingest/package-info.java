/** The ingestion service: windows, profile ids, rows. */
package io.foreshard.plugin.ingest;
