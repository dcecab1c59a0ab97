package io.larder.kill;

import io.larder.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of this machine's, with which the service also listens to TLS on a port of its own. */
final class Certificate {

    private static final String PASSWORD = "not a secret";

    private final Path store;
    private final int port = FreePort.any();

    /** Has one made. */
    Certificate(Path store) throws IOException, InterruptedException {
        this.store = store;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    /** The port of TLS. */
    int port() {
        return port;
    }

    /** The service's settings. */
    String[] settings() {
        return new String[] {
            "QUARKUS_HTTP_SSL_PORT=" + port,
            "QUARKUS_TLS_KEY_STORE_P12_PATH=" + store,
            "QUARKUS_TLS_KEY_STORE_P12_PASSWORD=" + PASSWORD
        };
    }

    /** What a client needs that trusts it, and nobody else. */
    SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            own.load(in, PASSWORD.toCharArray());
        }
        trusted.load(null, null);
        trusted.setCertificateEntry("server", own.getCertificate("server"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
