package org.sempool.logging;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Map;

/**
 * Logback's MDC, in which every event of a worker also has the worker and its job. They are added
 * when something is logged, so jobs that log nothing pay nothing.
 */
@SuppressWarnings("unchecked") // Logback inherits from SLF4J that way
final class WorkerMdc extends LogbackMDCAdapter {
    private final long pid = ProcessHandle.current().pid();

    @Override
    public Map<String, String> getPropertyMap() {
        WorkerLogging.RunningJob job = WorkerLogging.job();
        return LogContext.with(
                super.getPropertyMap(),
                WorkerLogging.worker(),
                pid,
                job == null ? 0 : job.id(),
                job == null ? null : job.name());
    }
}
