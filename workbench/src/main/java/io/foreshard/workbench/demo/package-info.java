/** The demo: the whole life of the transactions of a behaviour trace on an embedded cluster. */
package io.foreshard.workbench.demo;
