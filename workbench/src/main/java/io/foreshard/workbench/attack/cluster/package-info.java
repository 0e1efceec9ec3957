/** The parts that attacks on processes of Ignite share: its command line and its own checks, the model of the rows, and the archive of classes. */
package io.foreshard.workbench.attack.cluster;
