package org.sempool.artemis;

/**
 * The names of destinations on the broker, and of the properties of messages.
 *
 * <pre>
 *   sempool.POOL.jobs             queue: all jobs of a pool
 *   sempool.POOL.results.ORIGIN   queue: what happened to one coordinator's jobs
 *   sempool.POOL.ORIGIN.sent      queue: of a batch, which jobs were sent
 *   sempool.POOL.ORIGIN.lock      queue: of a batch, who runs it
 *   sempool.POOL.orders           topic: from coordinators to all hosts
 *   sempool.POOL.news             topic: from hosts to all coordinators
 * </pre>
 */
final class Names {
    /**
     * The version of all this; hosts and coordinators of different versions do not work together.
     */
    static final int PROTOCOL = 1;

    /** What a message is, a {@link org.sempool.wire.MessageKind}'s code or one of the below. */
    static final String KIND = "sempool_kind";

    static final String JOB = "sempool_job";
    static final String ORIGIN = "sempool_origin";
    static final String ATTEMPT = "sempool_attempt";
    static final String FLAGS = "sempool_flags";

    /** Which hosts may take a job: a {@link Fit}. */
    static final String FIT = "sempool_fit";

    /** A host has dropped a job: there will be no result. */
    static final int FREED = 100;

    /** A coordinator wants no result of a job any more. */
    static final int CANCEL = 101;

    /** A coordinator is there. */
    static final int ALIVE = 102;

    /** A coordinator has ended, and wants no results any more. */
    static final int ENDED = 103;

    // Of a host's news.
    static final String HOST = "sempool_host";
    static final String POOL = "sempool_pool";
    static final String DONE = "sempool_done";
    static final String REDELIVERED = "sempool_redelivered";
    static final String WORKERS = "sempool_workers";
    static final String RUNNING = "sempool_running";
    static final String HANDLER = "sempool_handler";
    static final String VERSION = "sempool_version";
    static final String PROTOCOL_OF_HOST = "sempool_protocol";

    /** Artemis drops a message whose value it has seen before. */
    static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    /**
     * How long a coordinator may be silent until it is taken for dead, in milliseconds. Only tests
     * set the property.
     */
    static final long SILENCE_MILLIS = Long.getLong("sempool.silence", 60_000);

    // What queues are made with, in Artemis' JSON.

    /** The queue goes so long after its last consumer, with the messages in it. */
    static final String GOES_WITH_ITS_READER =
            "'auto-delete': true, 'auto-delete-message-count': -1, 'auto-delete-delay': "
                    + SILENCE_MILLIS;

    /** Reading does not empty the queue. */
    static final String STAYS_AND_KEEPS = "'auto-delete': false, 'non-destructive': true";

    /** The queue has one consumer at a time. */
    static final String FOR_ONE = "'auto-delete': true, 'max-consumers': 1";

    /** Other origins are hexadecimal. */
    private static final String BATCH = "batch-";

    private Names() {}

    static String jobs(String pool) {
        return "sempool." + pool + ".jobs";
    }

    static String results(String pool, String origin) {
        return "sempool." + pool + ".results." + origin;
    }

    /** The origin of a batch: the next coordinator has the same. */
    static String batchOrigin(String id, String version) {
        return BATCH + id + "-" + version;
    }

    /** Whether a later coordinator may come for the results, even if none is there now. */
    static boolean isBatch(String origin) {
        return origin.startsWith(BATCH);
    }

    static String batch(String pool, String origin, String what) {
        return "sempool." + pool + "." + origin + "." + what;
    }

    static String orders(String pool) {
        return "sempool." + pool + ".orders";
    }

    static String news(String pool) {
        return "sempool." + pool + ".news";
    }
}
