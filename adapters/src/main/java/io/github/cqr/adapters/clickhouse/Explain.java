package io.github.cqr.adapters.clickhouse;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/** What went wrong with a connection, in words for a person. */
final class Explain {
    private Explain() {}

    /** A clause without a full stop: {@code connection refused}. */
    static String why(Throwable broken) {
        return switch (broken) {
            case UnknownHostException _ -> "its host name is not known";
            case ConnectTimeoutException _ -> "it does not accept the connection in time";
            case NoRouteToHostException _ -> "there is no route to it";
            case ConnectException e when text(e).contains("efused") -> "it refuses connections";
            case ConnectException e -> text(e);
            case SSLPeerUnverifiedException _ -> "its certificate is for another host name";
            case SSLException e -> tls(e);
            case NoHttpResponseException _ -> "it closed the connection without an answer";
            case SocketTimeoutException _ -> "it did not answer in time";
            case InterruptedIOException _ -> "it did not answer in time";
            case ForeignAnswer e -> "the answer is not ClickHouse's (" + e.getMessage() + ")";
            default -> text(broken).isEmpty() ? broken.getClass().getSimpleName() : text(broken);
        };
    }

    private static String tls(SSLException e) {
        if (find(e, CertificateException.class) != null) {
            String text = text(e);
            if (text.contains("No subject alternative") || text.contains("No name matching")) {
                return "its certificate is for another host name";
            }
            return text.contains("PKIX path building")
                    ? "its certificate is not signed by a trusted authority"
                    : "its certificate is not valid (" + text + ")";
        }
        return "TLS failed (" + text(e) + ")";
    }

    private static <T extends Throwable> @Nullable T find(Throwable from, Class<T> type) {
        for (Throwable at = from; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static String text(Throwable e) {
        String message = e.getMessage();
        return message == null ? "" : message.strip().replaceAll("\\s+", " ");
    }
}
