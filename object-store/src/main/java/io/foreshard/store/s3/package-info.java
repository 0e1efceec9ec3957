/** The object store in S3 and services like it; the only package that knows the AWS SDK. */
package io.foreshard.store.s3;
