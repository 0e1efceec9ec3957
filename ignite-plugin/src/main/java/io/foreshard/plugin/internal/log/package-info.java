/** The place where the plugin replaces Ignite's write-ahead log: a change is acknowledged only when the log can be read up to it. */
package io.foreshard.plugin.internal.log;
