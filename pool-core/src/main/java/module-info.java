import org.jspecify.annotations.NullMarked;

/**
 * A pool of worker JVMs over shared-memory semaphore queues.
 *
 * <p>A program embeds the pool through {@link org.sempool}, whose page leads through it. Another
 * transport implements {@link org.sempool.spi}; {@link org.sempool.wire} holds what codecs read and
 * write.
 */
@NullMarked
module org.sempool {
    requires static transitive org.jspecify;
    requires org.slf4j;

    // For events in recordings, if the run-time image has it.
    requires static jdk.jfr;

    // For org.sempool.micrometer, if the application has it.
    requires static micrometer.core;

    // For the transport chronicle, if the application has them.
    requires static chronicle.bytes;
    requires static chronicle.core;
    requires static chronicle.queue;
    requires static chronicle.threads;
    requires static chronicle.wire;

    // For the transport artemis, if the application has it.
    requires static jakarta.messaging;

    // For what handlers log, if the application has it.
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;

    exports org.sempool;
    exports org.sempool.inspect;
    exports org.sempool.micrometer;
    exports org.sempool.spi;
    exports org.sempool.wire;
    exports org.sempool.logging to
            org.slf4j;

    uses org.slf4j.spi.SLF4JServiceProvider;
    uses org.sempool.inspect.BrokerInspector;
    uses org.sempool.inspect.Inspector;
    uses org.sempool.spi.Transport;

    provides org.sempool.inspect.BrokerInspector with
            org.sempool.artemis.ArtemisInspector;
    provides org.sempool.inspect.Inspector with
            org.sempool.shm.SegmentInspector;
    provides org.sempool.spi.Transport with
            org.sempool.shm.SharedMemoryTransport,
            org.sempool.chronicle.ChronicleTransport,
            org.sempool.artemis.ArtemisTransport;
}
