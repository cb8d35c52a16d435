package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.ExecutionReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a proxy gives in place of ClickHouse: an INSERT is never sent again because of one. */
class ProxyAnswerTest {
    private static final String INSERT = "INSERT INTO t VALUES (1)";

    private static Bench bench(HttpStub stub) {
        return Bench.unchecked(Bench.patient(Bench.settings(stub.address()), Duration.ofMillis(300)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout", "500 Oops",
            "408 Request Timeout"})
    void outcomeIsUnknownAndNothingIsSentAgain(String status) {
        try (HttpStub stub = HttpStub
                .answering("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nRetry-After: 0\r\n\r\nno");
                Bench bench = bench(stub)) {
            String id = bench.start(INSERT);
            ExecutionReport.OutcomeUnknown end = bench.reports.end(id, ExecutionReport.OutcomeUnknown.class);
            assertTrue(end.reason().contains("HTTP status " + status.substring(0, 3)), end.reason());
            assertEquals(1, stub.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"413 Too Large", "429 Too Many Requests", "403 Forbidden", "301 Moved"})
    void refusalIsAFailureWithoutEffect(String status) {
        try (HttpStub stub = HttpStub.answering("HTTP/1.1 " + status
                + "\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\nRetry-After: 0\r\n\r\nno");
                Bench bench = bench(stub)) {
            ExecutionReport.Failed end = bench.reports.end(bench.start(INSERT), ExecutionReport.Failed.class);
            assertTrue(end.failure() instanceof Failure.Connection, end.toString());
            assertEquals(1, stub.requests());
        }
    }

    @Test
    void closedWithoutAnAnswerIsUnknown() {
        try (HttpStub stub = HttpStub.answering(""); Bench bench = bench(stub)) {
            bench.reports.end(bench.start(INSERT), ExecutionReport.OutcomeUnknown.class);
            assertEquals(1, stub.requests());
        }
    }

    @Test
    void exceptionWithStatus200AndTheCodeInAHeaderIsAFailure() {
        String text = "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 24.3.1.1)\n";
        try (HttpStub stub = HttpStub
                .answering("HTTP/1.1 200 OK\r\nX-ClickHouse-Exception-Code: 241\r\nContent-Length: "
                        + text.length() + "\r\n\r\n" + text);
                Bench bench = bench(stub)) {
            ExecutionReport.Failed end = bench.reports.end(bench.start(INSERT), ExecutionReport.Failed.class);
            assertEquals(new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", text.strip()), end.failure());
        }
    }

    @Test
    void exceptionAtTheEndOfAnOlderServersBodyIsAFailure() {
        String text = "1\n2\nCode: 395. DB::Exception: too late. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 24.3.1.1 (official build))\n";
        try (HttpStub stub = HttpStub
                .answering("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                Bench bench = bench(stub)) {
            ExecutionReport.Failed end = bench.reports.end(bench.start(INSERT), ExecutionReport.Failed.class);
            assertEquals(new Failure.Server(395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", text.substring(4).strip()),
                    end.failure());
        }
    }

    @Test
    void cutBodyIsUnknown() {
        try (HttpStub stub = HttpStub.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n1\n2\n");
                Bench bench = bench(stub)) {
            bench.reports.end(bench.start(INSERT), ExecutionReport.OutcomeUnknown.class);
        }
    }
}
