package io.foreshard.store.s3;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Server-side encryption that each write asks for. Without it the default of the bucket applies.
 *
 * @param algorithm {@code AES256} or {@code aws:kms}; null for the setting of the bucket
 * @param kmsKeyId key of {@code aws:kms}; null is the account's default key
 * @param bucketKey whether objects share a key of the bucket, which lowers the number of KMS requests; null for the setting of the bucket
 */
record S3Encryption(String algorithm, String kmsKeyId, Boolean bucketKey) {
    static final String KMS = "aws:kms";

    PutObjectRequest.Builder addTo(PutObjectRequest.Builder request) {
        return request.serverSideEncryption(algorithm).ssekmsKeyId(kmsKeyId).bucketKeyEnabled(bucketKey);
    }
}
