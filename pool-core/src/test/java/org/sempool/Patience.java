package org.sempool;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Of every test: what is awaited may take long on a machine that has other things to do. */
@SuppressWarnings("exports") // public only for the service loader
public final class Patience implements BeforeAllCallback {
    public Patience() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
