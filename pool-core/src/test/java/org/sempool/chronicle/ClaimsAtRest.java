package org.sempool.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.sempool.claim.StateWord;

/** Checks that a pool without jobs has no claims. */
public final class ClaimsAtRest {
    private ClaimsAtRest() {}

    /** Waits until that is so, for a bounded time. */
    public static void await(Path directory) throws IOException {
        try (ClaimTable claims = ClaimTable.attach(directory)) {
            Awaitility.await("no claims").untilAsserted(() -> assertEquals(List.of(), of(claims)));
        }
    }

    private static List<String> of(ClaimTable claims) {
        List<String> wrong = new ArrayList<>();
        for (int place = 0; place < claims.slots(); place++) {
            int state = StateWord.state(claims.word(place));
            if (state != ClaimTable.FREE) {
                wrong.add("place " + place + " has state " + state);
            }
        }
        if (claims.unread() != 0) {
            wrong.add("unread=" + claims.unread());
        }
        return wrong;
    }
}
