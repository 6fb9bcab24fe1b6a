package org.sempool.coordinator;

/** A handler threw, and somebody else will read what. Without a stack trace: nobody sees it. */
public final class RelayedFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient byte[] report;

    RelayedFailureException(byte[] report) {
        super("the handler threw", null, false, false);
        this.report = report;
    }

    /** The worker's report, encoded. */
    public byte[] report() {
        return report.clone();
    }
}
