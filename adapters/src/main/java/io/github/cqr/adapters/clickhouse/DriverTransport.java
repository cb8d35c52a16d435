package io.github.cqr.adapters.clickhouse;

import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.client.api.internal.HttpAPIClientHelper;
import com.clickhouse.client.api.internal.WorkloadIdentitySupport;
import com.clickhouse.client.api.observability.DefaultSpanRecorder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import net.jpountz.lz4.LZ4Factory;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP transport of the driver's {@code client-v2}, with another HTTP client below it.
 *
 * <p>The transport makes requests (URL parameters, credentials, headers) and reads answers. The driver's {@code Client} on top of it is not
 * used, and the HTTP client below it is replaced, because as delivered in 0.11.0
 *
 * <ul>
 * <li>the HTTP client sends a request again when it is answered with 503 or 429, whatever the driver's own retry setting says: a proxy
 * that gives up waiting answers so, and an INSERT would run twice;
 * <li>the setting for TCP keep-alive is read by nobody, and the connections of statements that run for hours are silent;
 * <li>at most ten connections go to a node unless told otherwise, and idle ones are looked at only after five seconds;
 * <li>the white space of server messages is rewritten, and one longer than a kilobyte may lose characters.
 * </ul>
 */
final class DriverTransport extends HttpAPIClientHelper {
    /**
     * Idle connections are reused for that long only. ClickHouse closes them after 3 to 30 s, depending on its version; a request that
     * meets the close would have an unknown outcome, while a new connection costs a millisecond.
     */
    private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(1);

    /** The check waits a millisecond for a close, too long to be done between statements that take no longer than that themselves. */
    private static final TimeValue CHECK_AFTER_IDLE = TimeValue.ofMilliseconds(20);
    private static final int TCP_KEEP_IDLE_SECONDS = 30;
    private static final int TCP_KEEP_INTERVAL_SECONDS = 10;
    private static final int TCP_KEEP_COUNT = 6;
    private static final int FOREIGN_BODY_BYTES = 1024;

    private DriverTransport(Map<String, Object> configuration) {
        super(configuration, null, configuration.containsKey(ClientConfigProperties.SSL_CONTEXT.getKey()),
                LZ4Factory.fastestJavaInstance(), DefaultSpanRecorder.NOOP, new WorkloadIdentitySupport(configuration));
    }

    /**
     * A transport for these settings.
     *
     * @throws IllegalArgumentException if a certificate file cannot be used
     */
    static DriverTransport of(ClickHouseSettings settings) {
        return new DriverTransport(configuration(settings));
    }

    /** What every request begins with: who we are, and nothing that the driver would add by itself. */
    static Map<String, Object> configuration(ClickHouseSettings settings) {
        Map<String, String> text = new HashMap<>();
        text.put(ClientConfigProperties.USER.getKey(), settings.user());
        text.put(ClientConfigProperties.PASSWORD.getKey(), settings.password().reveal());
        // In the basic form a colon ends the user's name; the header form knows only ASCII.
        text.put(ClientConfigProperties.HTTP_USE_BASIC_AUTH.getKey(),
                Boolean.toString(settings.user().indexOf(':') < 0));
        text.put(ClientConfigProperties.DATABASE.getKey(), "");
        text.put(ClientConfigProperties.COMPRESS_SERVER_RESPONSE.getKey(), "false");
        text.put(ClientConfigProperties.COMPRESS_CLIENT_REQUEST.getKey(), "false");
        text.put(ClientConfigProperties.CLIENT_RETRY_ON_FAILURE.getKey(), "None");
        text.put(ClientConfigProperties.RETRY_ON_FAILURE.getKey(), "0");
        text.put(ClientConfigProperties.CLIENT_NAME.getKey(),
                "clickhouse-query-runner/" + settings.version() + " (" + settings.instance() + ")");
        text.put(ClientConfigProperties.CONNECTION_TIMEOUT.getKey(),
                Long.toString(settings.connectTimeout().toMillis()));
        text.put(ClientConfigProperties.SOCKET_OPERATION_TIMEOUT.getKey(), "0");
        Map<String, Object> configuration = new HashMap<>(ClientConfigProperties.parseConfigMap(text));
        if (settings.secure()) {
            configuration.put(ClientConfigProperties.SSL_CONTEXT.getKey(), TlsContext.of(settings));
        }
        return configuration;
    }

    /** Called by the constructor of the superclass: no field of this class is set yet. */
    @Override
    public CloseableHttpClient createHttpClient(boolean initSslContext, Map<String, Object> configuration) {
        Long connectMillis = ClientConfigProperties.CONNECTION_TIMEOUT.getOrDefault(configuration);
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofMilliseconds(connectMillis))
                        .setValidateAfterInactivity(CHECK_AFTER_IDLE)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(Timeout.ofMilliseconds(connectMillis))
                        .setSoKeepAlive(true)
                        .setTcpKeepIdle(TCP_KEEP_IDLE_SECONDS)
                        .setTcpKeepInterval(TCP_KEEP_INTERVAL_SECONDS)
                        .setTcpKeepCount(TCP_KEEP_COUNT)
                        .setTcpNoDelay(true)
                        .build());
        if (configuration.get(ClientConfigProperties.SSL_CONTEXT.getKey()) instanceof SSLContext context) {
            // Its default host name verifier stays.
            connections.setTlsSocketStrategy(ClientTlsStrategyBuilder.create().setSslContext(context).buildClassic());
        }
        return HttpClientBuilder.create()
                .setConnectionManager(connections.build())
                .setKeepAliveStrategy((response, context) -> KEEP_ALIVE)
                .addResponseInterceptorFirst((response, entity, context) -> refuseForeign(response))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** ClickHouse names its error code in a header; an error without it comes from somebody else. */
    private static void refuseForeign(HttpResponse response) throws IOException {
        if (response.getCode() >= HttpStatus.SC_OK && response.getCode() != HttpStatus.SC_OK
                && !response.containsHeader("X-ClickHouse-Exception-Code")) {
            String body = "";
            if (response instanceof ClassicHttpResponse classic && classic.getEntity() != null) {
                try (InputStream in = classic.getEntity().getContent()) {
                    body = new String(in.readNBytes(FOREIGN_BODY_BYTES), StandardCharsets.UTF_8);
                }
            }
            throw new ForeignAnswer(response.getCode(), body);
        }
    }

    /** The server's whole message, as it is, with what it says about the statement's work. */
    @Override
    public Exception readError(HttpPost request, ClassicHttpResponse response) {
        Header code = response.getFirstHeader("X-ClickHouse-Exception-Code");
        Header summary = response.getFirstHeader("X-ClickHouse-Summary");
        String text;
        try (InputStream in = response.getEntity().getContent()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            text = "(the server's message could not be read: " + e.getMessage() + ")";
        }
        String inFormat = LateException.inFormat(text);
        if (inFormat != null) {
            text = inFormat;
        }
        return new ServerError(code == null ? 0 : Integer.parseInt(code.getValue().strip()), text,
                Summary.counters(summary == null ? null : summary.getValue()));
    }
}
