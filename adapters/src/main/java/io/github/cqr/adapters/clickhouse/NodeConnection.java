package io.github.cqr.adapters.clickhouse;

import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.client.api.transport.HttpEndpoint;
import com.clickhouse.client.api.transport.internal.TransportRequest;
import com.clickhouse.client.api.transport.internal.TransportResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.domain.event.Counters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** Requests to one node. Thread-safe; each request has a connection of its own while it runs. */
final class NodeConnection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int READ_BYTES = 64 * 1024;
    private final NodeAddress address;
    private final DriverTransport transport;
    private final Map<String, Object> base;
    private final HttpEndpoint endpoint;

    /** How a request ended well: what the server says of its work, and the text of its result when that was asked for. */
    record Answer(Counters counters, String text) {}

    NodeConnection(NodeAddress address, boolean secure, DriverTransport transport, Map<String, Object> base) {
        this.address = address;
        this.transport = transport;
        this.base = base;
        this.endpoint = new HttpEndpoint(NodeAddress.display(address.host()), address.port(), secure, "/");
    }

    NodeAddress address() {
        return address;
    }

    /**
     * A request that is not sent yet.
     *
     * @param parameters URL parameters: settings, {@code database}, {@code param_*}, ...
     * @param queryId its query id, null to let the server make one
     * @param limit how long the server may be silent, zero for as long as it likes
     */
    Call call(String sql, Map<String, String> parameters, List<String> roles, @Nullable String queryId,
            Duration limit) {
        Map<String, Object> request = new HashMap<>(base);
        parameters.forEach((name, value) -> request.put(ClientConfigProperties.serverSetting(name), value));
        if (!roles.isEmpty()) {
            request.put(ClientConfigProperties.SESSION_DB_ROLES.getKey(), roles);
        }
        if (queryId != null) {
            request.put(ClientConfigProperties.QUERY_ID.getKey(), queryId);
        }
        request.put(ClientConfigProperties.SOCKET_OPERATION_TIMEOUT.getKey(), Math.toIntExact(limit.toMillis()));
        return new Call(sql, request);
    }

    /**
     * Asks a question of our own.
     *
     * @param limit how long the node may take
     * @return the rows, each a JSON array
     * @throws ServerError if the server refuses
     * @throws IOException if there is no answer
     */
    List<JsonNode> rows(String sql, Map<String, String> parameters, Duration limit) throws ServerError, IOException {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("wait_end_of_query", "1");
        all.put("default_format", "JSONCompactEachRow");
        String text = call(sql, all, List.of(), null, limit).keepResult().execute().text();
        List<JsonNode> rows = new ArrayList<>();
        // Line by line: as a stream of values, the first row would be taken for the list of all.
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                rows.add(JSON.readTree(line));
            }
        }
        return rows;
    }

    /** One request: sent once, at most. */
    final class Call {
        private final SqlBody body;
        private final TransportRequest request;
        private boolean keep;

        private Call(String sql, Map<String, Object> configuration) {
            body = new SqlBody(sql);
            request = transport.createRequest(endpoint, configuration, "");
            HttpPost post = request.getDelegate();
            post.setEntity(body);
        }

        /** Keeps the result instead of throwing it away. */
        Call keepResult() {
            keep = true;
            return this;
        }

        /** Whether a byte of the statement may have left this process. */
        boolean begun() {
            return body.begun();
        }

        /** Whether the whole statement was handed to the operating system. */
        boolean written() {
            return body.written();
        }

        /** Breaks the connection off; {@link #execute} then ends with an exception. What runs at the server goes on. */
        void abort() {
            request.cancel();
        }

        /**
         * Sends the request and reads the answer to its end.
         *
         * @throws ServerError if ClickHouse says that it failed
         * @throws IOException if there is no whole answer of ClickHouse
         */
        Answer execute() throws ServerError, IOException {
            try {
                try (TransportResponse response = transport.executeRequest(request)) {
                    return read(response);
                }
            } catch (ForeignAnswer e) {
                if (e.body().startsWith("Code: ")) {
                    throw ServerError.ofText(e.body(), Counters.NONE);
                }
                throw e;
            } catch (ServerError | IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(String.valueOf(e.getMessage()), e);
            }
        }

        private Answer read(TransportResponse response) throws IOException, ServerError {
            ClassicHttpResponse http = response.getDelegate();
            Header tag = http.getFirstHeader(LateException.TAG_HEADER);
            Counters counters = Summary.counters(response.getSummaryJson());
            LateException late = new LateException(tag == null ? null : tag.getValue());
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            byte[] buffer = new byte[READ_BYTES];
            IOException cut = null;
            try (InputStream in = response.createDataInputStream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    late.add(buffer, count);
                    if (keep) {
                        kept.write(buffer, 0, count);
                    }
                }
            } catch (IOException e) {
                // Some servers break the connection off after a late exception.
                cut = e;
            }
            ServerError error = late.found(counters);
            if (error != null) {
                throw error;
            }
            if (cut != null) {
                throw cut;
            }
            return new Answer(counters, kept.toString(StandardCharsets.UTF_8));
        }
    }
}
