/** SQL on a running cluster, over JDBC. */
package io.foreshard.workbench.sql;
