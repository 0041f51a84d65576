package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TransfersTest {
    /** As one does that finds no memory for the answer of a store. */
    @Test
    void aTransferThatDiesHasNotSucceeded() throws Exception {
        try (var transfers = new Transfers(2)) {
            transfers.submit(() -> {
                throw new OutOfMemoryError("Java heap space");
            });
            assertThatThrownBy(transfers::await).isInstanceOf(OutOfMemoryError.class);
        }
    }
}
