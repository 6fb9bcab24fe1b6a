package org.sempool.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What every client of a broker must give.
 *
 * @param user not empty
 * @param password not empty; it appears in no message and not in {@link #toString}
 */
public record Credentials(String user, String password) {
    /** Checks both. */
    public Credentials {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the broker's user has an empty name; give another");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("the broker's password is empty; give another");
        }
    }

    /** Whether these are the same. The time that it takes does not tell where they differ. */
    boolean accept(String givenUser, String givenPassword) {
        return MessageDigest.isEqual(bytes(user, password), bytes(givenUser, givenPassword));
    }

    private static byte[] bytes(String user, String password) {
        return (user + "\0" + password).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
