/**
 * A small HTTP service that runs regular expressions of its clients, which is dangerous: a few
 * characters can make one run for ever, or fill the memory. It runs them in a pool.
 *
 * <pre>
 *   Main ──► ReplaceService ──► Engine ──► PoolEngine ──► WorkerPool ──► ReplaceHandler
 *            HTTP                     └──► OwnJvmEngine, for comparison
 *   LoadTest: what crashes cost, with either engine
 * </pre>
 */
@NullMarked
package org.sempool.examples.service;

import org.jspecify.annotations.NullMarked;
