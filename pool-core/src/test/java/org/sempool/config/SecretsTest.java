package org.sempool.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sempool.spi.TransportConfig;

/** Settings may be logged: they show the names of what may be secret, not the values. */
final class SecretsTest {
    private final Launch launch =
            new Launch(
                    Optional.empty(),
                    OptionalLong.of(64 << 20),
                    List.of("-Ddb.password=hush-flag", "-Xss1m"),
                    Map.of("DB_TOKEN", "hush-variable"),
                    Optional.empty(),
                    0);
    private final TransportConfig transport =
            new TransportConfig("Handler", 1, 4, 128, Map.of("directory-key", "hush-option"));

    @Test
    void namesAreShownAndValuesAreNot() {
        String text = launch.toString() + transport;

        assertTrue(text.contains("[-Ddb.password, -Xss1m]"), text);
        assertTrue(text.contains("[DB_TOKEN]"), text);
        assertTrue(text.contains("[directory-key]"), text);
        assertFalse(text.contains("hush"), text);
    }

    @Test
    void noSettingIsForgotten() {
        assertShowsAll(launch);
        assertShowsAll(transport);
    }

    private static void assertShowsAll(Record settings) {
        for (RecordComponent each : settings.getClass().getRecordComponents()) {
            assertTrue(settings.toString().contains(each.getName() + "="), each.getName());
        }
    }
}
