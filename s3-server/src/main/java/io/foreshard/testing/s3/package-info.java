/** An S3 server in memory for the tests of other modules, which start it as a process of its own. */
package io.foreshard.testing.s3;
