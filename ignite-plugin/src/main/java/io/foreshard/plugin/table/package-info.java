/** The tables Foreshard creates, and building blocks for an application's own. */
package io.foreshard.plugin.table;
