package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cqr.domain.event.Counters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerPartsTest {
    private static final String MESSAGE = "Code: 395. DB::Exception: too\nlate. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)";

    private static @Nullable ServerError late(@Nullable String tag, String body, int chunk) {
        LateException late = new LateException(tag);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += chunk) {
            int count = Math.min(chunk, bytes.length - at);
            byte[] part = new byte[chunk];
            System.arraycopy(bytes, at, part, 0, count);
            late.add(part, count);
        }
        return late.found(Counters.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 65536, 1_000_000})
    void trailerIsFoundHoweverItArrives(int chunk) {
        String body = "1\tx\n".repeat(chunk == 1 ? 10_000 : 100_000) + "\r\n__exception__\r\nabcdefghijklmnop\r\n"
                + MESSAGE
                + "\n" + MESSAGE.length() + " abcdefghijklmnop\r\n__exception__\r\n";
        ServerError error = assertNotNull2(late("abcdefghijklmnop", body, chunk));
        assertEquals(MESSAGE, error.text());
        assertEquals(395, error.code());
        assertEquals("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", error.failure().name());
    }

    private static ServerError assertNotNull2(@Nullable ServerError error) {
        assertNotNull(error);
        return error;
    }

    @Test
    void dataThatLooksLikeATrailerIsData() {
        assertNull(late("abcdefghijklmnop", "__exception__\r\nqqqqqqqqqqqqqqqq\r\n" + MESSAGE + "\n", 100));
        assertNull(late("abcdefghijklmnop", "1\n" + MESSAGE + "\n", 100));
        assertNull(late(null, MESSAGE + "\n1\n", 100));
        assertNull(late(null, "{\"exception\":\"" + MESSAGE + "\"}\n", 100));
        assertNull(late(null, "", 100));
    }

    @Test
    void nestedMessageIsFoundWhole() {
        assertEquals(MESSAGE, assertNotNull2(late(null, "1\n2\n" + MESSAGE + "\n", 3)).text());
        assertEquals(MESSAGE, assertNotNull2(late(null, MESSAGE, 300)).text());
    }

    @Test
    void bodyKnowsItsLengthAndGoesOutOnce() throws IOException {
        String sql = "a€ü\ud83d\ude00\ud83d b\udc00".repeat(9000);
        SqlBody body = new SqlBody(sql);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(false, body.begun());
        body.writeTo(out);
        assertEquals(out.size(), body.getContentLength());
        assertEquals(sql.getBytes(StandardCharsets.UTF_8).length, body.getContentLength());
        assertEquals(true, body.written());
        assertEquals(false, body.isRepeatable());
        assertThrows(IOException.class, () -> body.writeTo(out));
    }
}
