/** The place where the plugin replaces Ignite's page store: partition files with remote pages, and the refusal of snapshots that would copy holes. */
package io.foreshard.plugin.internal.file;
