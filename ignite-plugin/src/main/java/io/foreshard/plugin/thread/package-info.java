/** Threads of the plugin. */
package io.foreshard.plugin.thread;
