package org.sempool.broker;

import java.security.Principal;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Lets one user in, who may then do everything. Thread-safe. */
final class OneUser implements ActiveMQSecurityManager5 {
    private final Credentials credentials;

    OneUser(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user,
            @Nullable String password,
            RemotingConnection connection,
            @Nullable String securityDomain) {
        if (!validateUser(user, password)) {
            return null;
        }
        Set<Principal> principals = Set.of(new UserPrincipal(credentials.user()));
        return new Subject(true, principals, Set.of(), Set.of());
    }

    /** The subject is one that this object has made. */
    @Override
    public boolean authorize(
            Subject subject, Set<Role> roles, CheckType checkType, String address) {
        return true;
    }

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String password) {
        return user != null && password != null && credentials.accept(user, password);
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user,
            @Nullable String password,
            Set<Role> roles,
            CheckType checkType) {
        return validateUser(user, password);
    }
}
