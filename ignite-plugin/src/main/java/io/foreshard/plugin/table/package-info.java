/** The tables of the plugin, the checks of other tables, and configurations for tables of an application. */
package io.foreshard.plugin.table;
