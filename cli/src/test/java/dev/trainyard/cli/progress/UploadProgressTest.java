package dev.trainyard.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UploadProgressTest {
    @Test
    void onTheWay() {
        assertThat(UploadProgress.read("uploading files=3/9 bytes=50/200"))
                .contains(new UploadProgress(3, 9, 50, 200, false))
                .get()
                .extracting(UploadProgress::fraction)
                .isEqualTo(0.25);
    }

    @Test
    void done() {
        assertThat(UploadProgress.read("uploaded files=9 bytes=212345 seconds=0.8 url=s3://artifacts/x/"))
                .contains(new UploadProgress(9, 9, 212345, 212345, true));
    }

    @Test
    void nothingToUploadIsDoneToo() {
        assertThat(UploadProgress.read("uploaded files=0 bytes=0 seconds=0.0 url=s3://a/")
                        .orElseThrow()
                        .fraction())
                .isEqualTo(1);
    }

    @Test
    void noNumberThatIsTooLong() {
        var many = "9".repeat(30);
        assertThat(UploadProgress.read("uploading files=3/" + many + " bytes=5/" + many))
                .isEmpty();
        assertThat(UploadProgress.read("uploaded files=" + many + " bytes=1")).isEmpty();
    }

    @Test
    void anyOtherLine() {
        assertThat(UploadProgress.read("waiting for DONE")).isEmpty();
    }
}
