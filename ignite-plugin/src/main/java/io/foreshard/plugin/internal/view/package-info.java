/** The plugin's part of Ignite's system views. */
package io.foreshard.plugin.internal.view;
