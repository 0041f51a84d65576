package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketUrlTest {
    @ParameterizedTest
    @CsvSource({
        "artifacts, '', false, https://artifacts.s3.eu-west-1.amazonaws.com",
        "artifacts, '', true, https://s3.eu-west-1.amazonaws.com/artifacts",
        "artifacts, http://store:9000, false, http://artifacts.store:9000",
        "artifacts, http://store:9000/, true, http://store:9000/artifacts",
        "artifacts, https://host/minio/, true, https://host/minio/artifacts",
        "artifacts, https://host/minio, false, https://artifacts.host/minio",
        "my_bucket, '', false, https://s3.eu-west-1.amazonaws.com/my_bucket",
        "my.bucket, '', false, https://s3.eu-west-1.amazonaws.com/my.bucket",
        "MyBucket, '', false, https://s3.eu-west-1.amazonaws.com/MyBucket",
        "artifacts, http://10.0.0.5:9000, false, http://10.0.0.5:9000/artifacts",
        "artifacts, 'http://[fd12::1]:9000', false, 'http://[fd12::1]:9000/artifacts'",
    })
    void isInThePathWhereItCannotBeInTheHost(String bucket, String endpoint, boolean pathStyle, URI url) {
        var at = new S3Location(
                bucket,
                "",
                Optional.of(endpoint).filter(text -> !text.isEmpty()).map(URI::create),
                "eu-west-1",
                pathStyle,
                true,
                new FixedKeys(new Credentials("key", "hidden", Optional.empty())),
                Map.of(),
                Optional.empty(),
                Network.DIRECT);
        assertThat(at.bucketUrl()).isEqualTo(url);
        assertThat(at.bucketUrl().getHost()).as("a host that can be asked").isNotNull();
    }
}
