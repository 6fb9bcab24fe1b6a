package org.sempool.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;

/**
 * A broker's private key and certificate, for TLS.
 *
 * @param keyStore a file in the format PKCS12
 * @param password the key store's; it appears in no message and not in {@link #toString}
 */
public record ServerKey(Path keyStore, String password) {
    static final String FORMAT = "PKCS12";

    /**
     * Checks that there is a key.
     *
     * @throws IOException if the file cannot be read, has another format or password, or no key
     */
    void verify() throws IOException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore opened = KeyStore.getInstance(FORMAT);
            opened.load(in, password.toCharArray());
            for (String alias : Collections.list(opened.aliases())) {
                if (opened.isKeyEntry(alias)) {
                    return;
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("cannot read the key store " + keyStore + ": " + e, e);
        }
        throw new IOException("the key store " + keyStore + " has no private key");
    }

    @Override
    public String toString() {
        return "ServerKey[keyStore=" + keyStore + "]";
    }
}
