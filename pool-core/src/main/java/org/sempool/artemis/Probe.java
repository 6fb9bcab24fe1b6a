package org.sempool.artemis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why there is no connection to a broker: Artemis' client only says that there is none.
 * Connects as that does, without a word of its protocol.
 */
final class Probe {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int MOST_CAUSES = 10;

    private final BrokerOptions.Tls tls;

    Probe(BrokerOptions.Tls tls) {
        this.tls = tls;
    }

    /**
     * Says what is wrong. Blocks for some seconds at most.
     *
     * @param address {@code host:port}
     * @return the reason; it may be gone by the next attempt
     * @throws IOException if the reason stays: the broker's certificate is not trusted, or a store
     *     cannot be read
     */
    String why(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        SSLContext context = tls.on() ? context() : null;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (context == null) {
                return "who listens at "
                        + address
                        + " is no broker, or wants TLS: then write ssl:// before the address";
            }
            shakeHands(context, socket, host, port);
            return "who listens at " + address + " does not answer as a broker does";
        } catch (UnknownHostException e) {
            return "there is no host " + host;
        } catch (IOException e) {
            String reason = deepest(e);
            if (isAbout(e, CertificateException.class)) {
                throw new IOException(
                        "the certificate of the broker "
                                + address
                                + " is not trusted: "
                                + reason
                                + "; put it, or that of its authority, into the trust store",
                        e);
            }
            return address + ": " + reason;
        }
    }

    private static void shakeHands(SSLContext context, Socket plain, String host, int port)
            throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    private SSLContext context() throws IOException {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(tls.trustStore(), tls.trustStorePassword().read()));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            char[] password = tls.keyStorePassword().read().map(String::toCharArray).orElse(null);
            keys.init(load(tls.keyStore(), tls.keyStorePassword().read()), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key store or the trust store cannot be used: " + e, e);
        }
    }

    /** Null stands for the JDK's own. */
    private static @Nullable KeyStore load(Optional<Path> file, Optional<String> password)
            throws IOException, GeneralSecurityException {
        if (file.isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file.get())) {
            store.load(in, password.map(String::toCharArray).orElse(null));
        } catch (IOException e) {
            throw new IOException("the store " + file.get() + " cannot be read: " + e, e);
        }
        return store;
    }

    private static boolean isAbout(Throwable thrown, Class<? extends Throwable> type) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause.getCause() != null && i < MOST_CAUSES; i++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
