/** The demo: records, offloads, prefetches and verifies a behaviour trace on an embedded cluster. */
package io.foreshard.workbench.demo;
