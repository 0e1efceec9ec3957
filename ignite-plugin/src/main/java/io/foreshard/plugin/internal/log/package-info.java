/** The place where the plugin replaces Ignite's write-ahead log: a change is acknowledged only when the log has no gap before it. */
package io.foreshard.plugin.internal.log;
