/** Object stores behind one port: a directory, S3, and wrappers that add latency, counting and faults. */
package io.foreshard.store;
