/** The only factory of the plugin's threads. */
package io.foreshard.plugin.thread;
