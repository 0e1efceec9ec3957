/** The plugin's configuration for operators and its API for applications. */
package io.foreshard.plugin;
