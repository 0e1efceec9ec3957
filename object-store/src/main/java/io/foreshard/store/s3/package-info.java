/** Object stores in S3 and compatible services, scheme {@code s3:}; the only package that uses the AWS SDK. */
package io.foreshard.store.s3;
