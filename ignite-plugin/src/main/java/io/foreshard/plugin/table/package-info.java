/** The tables the plugin creates, the checks of other tables beside them, and configurations for an application's own. */
package io.foreshard.plugin.table;
