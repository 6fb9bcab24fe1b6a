package org.sempool;

/** What a worker is. */
record PlainWorkerContext(int worker, String poolName) implements WorkerContext {}
