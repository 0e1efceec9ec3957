/** The commands {@code --tier} of Ignite's control utility, loaded by it with ServiceLoader; a server does not use them. */
package io.foreshard.plugin.internal.command;
