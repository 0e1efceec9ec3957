/** Examples of each client: thin client, JDBC, Spring Data, and a thick client with prefetching. */
package io.foreshard.examples;
