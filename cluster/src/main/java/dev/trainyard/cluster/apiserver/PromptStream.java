package dev.trainyard.cluster.apiserver;

import io.helidon.common.GenericType;
import io.helidon.webserver.http.spi.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A streamed answer whose headers go out at once, before there is a byte of its body. */
public final class PromptStream implements Sink<byte[]> {
    static final GenericType<PromptStream> TYPE = GenericType.create(PromptStream.class);

    private final OutputStream out;
    private final Runnable end;

    PromptStream(OutputStream out, Runnable end) {
        this.out = out;
        this.end = end;
    }

    @Override
    public PromptStream emit(byte[] part) {
        try {
            out.write(part);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body; its end is the end of the answer. */
    OutputStream body() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.close();
                PromptStream.this.close();
            }
        };
    }

    @Override
    public void close() {
        end.run();
    }
}
