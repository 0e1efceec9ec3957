package io.foreshard.store.s3;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.util.Set;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds S3 clients that send each request once and end it before the guard does. The HTTP client is set explicitly, so the SDK does not search the class path for one. */
final class S3Clients {
    /** Concurrent requests of a node. The default of 50 would queue parallel fetches behind uploads. */
    private static final int CONNECTIONS = 256;

    private S3Clients() {}

    /** Builds a client; sends no request. */
    static S3Client open(S3Options options) throws ObjectStoreException {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http(options))
                .credentialsProvider(new S3Credentials())
                .forcePathStyle(options.pathStyle())
                .requestChecksumCalculation(
                        options.fewRequestChecksums()
                                ? RequestChecksumCalculation.WHEN_REQUIRED
                                : RequestChecksumCalculation.WHEN_SUPPORTED)
                .responseChecksumValidation(
                        options.fewResponseChecksums()
                                ? ResponseChecksumValidation.WHEN_REQUIRED
                                : ResponseChecksumValidation.WHEN_SUPPORTED)
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(options.requestTimeout())
                        .retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (options.endpoint() != null) {
            builder.endpointOverride(options.endpoint()).region(configuredRegion());
        }
        if (options.region() != null) {
            builder.region(Region.of(options.region()));
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "The S3 client cannot be configured: set tier.s3.region (or AWS_REGION) and check the AWS profile.",
                    e);
        }
    }

    private static Apache5HttpClient.Builder http(S3Options options) {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionTimeout(options.connectTimeout())
                .connectionAcquisitionTimeout(options.requestTimeout())
                .socketTimeout(options.requestTimeout());
        if (options.proxy() != null) {
            // User and password are read from system properties. A list of hosts without proxy in the environment does
            // not count here.
            http.proxyConfiguration(ProxyConfiguration.builder()
                    .endpoint(options.proxy())
                    .nonProxyHosts(Set.of())
                    .useEnvironmentVariableValues(false)
                    .build());
        }
        return http;
    }

    /** Returns the region of the environment. Services other than AWS mostly accept any, and have no metadata service to ask. */
    private static Region configuredRegion() {
        try {
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    .getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
