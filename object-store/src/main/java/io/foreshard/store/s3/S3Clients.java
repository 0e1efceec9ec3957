package io.foreshard.store.s3;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds clients of S3 with deadlines and few retries. The HTTP client is named, so no class loader has to find one. */
final class S3Clients {
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private S3Clients() {}

    /**
     * Builds a client; sends no request to S3.
     *
     * @param endpoint URL of the service, or null for that of AWS
     */
    static S3Client open(String endpoint) throws ObjectStoreException {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(override -> override.apiCallTimeout(CALL)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .retryStrategy(RetryMode.STANDARD));
        if (endpoint != null) {
            builder.endpointOverride(url(endpoint)).forcePathStyle(true).region(configuredRegion());
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE,
                    "The S3 client cannot be configured; name a region (AWS_REGION) and check the AWS profile.",
                    e);
        }
    }

    /** Reads a URL. What is refused is not repeated: it may hold a secret. */
    private static URI url(String endpoint) {
        URI url;
        try {
            url = new URI(endpoint);
        } catch (URISyntaxException e) {
            url = null;
        }
        if (url == null || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new IllegalArgumentException(
                    "The S3 endpoint must be a URL like https://host:port, without credentials.");
        }
        return url;
    }

    /** Returns the region of the environment; services other than AWS mostly accept any, and have no metadata service to ask. */
    private static Region configuredRegion() {
        try {
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    .getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
