/** The plugin: what an operator configures and what an application calls. */
package io.foreshard.plugin;
