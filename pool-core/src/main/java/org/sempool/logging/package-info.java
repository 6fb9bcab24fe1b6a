/**
 * What handlers log in a worker, on its way to the coordinator's log.
 *
 * <p>In a worker, SLF4J loads {@link org.sempool.logging.BridgeProvider}, and only when something
 * is logged. It lets Logback configure itself, and then {@link org.sempool.logging.LogbackBridge}
 * replaces the appenders of the console: an event becomes a {@link org.sempool.logging.LogRecord},
 * and goes as {@link org.sempool.logging.LogFrames} through the pipe of the worker's output. In the
 * coordinator, {@link org.sempool.logging.OutputSplitter} finds it there, and {@link
 * org.sempool.logging.RecordLog} logs it again.
 *
 * <p>Logback, and even SLF4J 2, may be missing: only classes that are loaded because they are there
 * refer to them.
 */
@NullMarked
package org.sempool.logging;

import org.jspecify.annotations.NullMarked;
