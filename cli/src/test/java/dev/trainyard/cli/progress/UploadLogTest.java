package dev.trainyard.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UploadLogTest {
    private static final String AWAY =
            "the store at http://s3 cannot be reached: Connection refused (since 2026-11-23T10:00:00Z; next try in 12.5 s, giving up in 86000 s)";

    @Test
    void keepsTheFiguresWhileTheStoreIsAway() {
        var log = UploadLog.of(List.of("waiting for /output/DONE", "uploading files=3/9 bytes=50/100", AWAY));
        assertThat(log.progress()).contains(new UploadProgress(3, 9, 50, 100, false));
        assertThat(log.trouble())
                .contains("the store at http://s3 cannot be reached: Connection refused, since 2026-11-23T10:00:00Z");
    }

    @Test
    void theTroubleIsOverWhenTheStoreAnswersAgain() {
        assertThat(UploadLog.of(List.of(AWAY, "the store answers again, after 312 s"))
                        .trouble())
                .isEmpty();
        assertThat(UploadLog.of(List.of(AWAY, "uploaded files=1 bytes=1 seconds=0.1 url=s3://a/"))
                        .trouble())
                .isEmpty();
    }
}
