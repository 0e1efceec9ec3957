/** The command line. */
package io.foreshard.workbench;
