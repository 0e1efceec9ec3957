/** The seam at Ignite's system views. */
package io.foreshard.plugin.internal.view;
