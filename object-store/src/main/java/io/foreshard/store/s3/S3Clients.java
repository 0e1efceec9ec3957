package io.foreshard.store.s3;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds S3 clients that send each request once and end it before the guard does. The HTTP client is named, so no class loader has to find one. */
final class S3Clients {
    /** Concurrent requests of a node. The default of 50 would queue parallel fetches behind uploads. */
    private static final int CONNECTIONS = 256;

    private S3Clients() {}

    /**
     * Builds a client; sends no request.
     *
     * @param endpoint URL of the service, or null for AWS
     * @param attemptTimeout time after which the guard gives up a request
     */
    static S3Client open(String endpoint, Duration attemptTimeout) throws ObjectStoreException {
        // The client reports its own timeout with a cause, before the guard has to interrupt its thread.
        Duration timeout = attemptTimeout.multipliedBy(9).dividedBy(10);
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(timeout)
                        .connectionAcquisitionTimeout(timeout)
                        .socketTimeout(timeout))
                .credentialsProvider(new S3Credentials())
                .overrideConfiguration(override ->
                        override.apiCallAttemptTimeout(timeout).retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (endpoint != null) {
            builder.endpointOverride(url(endpoint)).forcePathStyle(true).region(configuredRegion());
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "The S3 client cannot be configured: set a region (AWS_REGION) and check the AWS profile.",
                    e);
        }
    }

    /** Reads a URL. The message does not repeat refused text, which may hold a secret. */
    private static URI url(String endpoint) {
        URI url;
        try {
            url = new URI(endpoint);
        } catch (URISyntaxException e) {
            url = null;
        }
        if (url == null
                || !Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getHost() == null
                || url.getUserInfo() != null
                || url.getQuery() != null
                || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "The setting tier.s3Endpoint must be a URL like https://host:port, without credentials and parameters.");
        }
        return url;
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
