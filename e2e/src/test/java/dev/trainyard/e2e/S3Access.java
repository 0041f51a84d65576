package dev.trainyard.e2e;

import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server and a key to it. */
record S3Access(URI endpoint, String accessKey, String secretKey) {
    static final String BUCKET = "artifacts";

    /** With the key in a file of the AWS tools' format. */
    static S3Access of(URI endpoint, Path credentials) {
        var profile = ProfileFile.builder()
                .content(credentials)
                .type(ProfileFile.Type.CREDENTIALS)
                .build()
                .profile("default")
                .orElseThrow();
        return new S3Access(
                endpoint,
                profile.property("aws_access_key_id").orElseThrow(),
                profile.property("aws_secret_access_key").orElseThrow());
    }

    S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
