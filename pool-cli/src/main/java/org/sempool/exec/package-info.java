/**
 * Commands as jobs: what a command line is made of, and how it is run.
 *
 * <pre>
 *   CommandTemplate   the command with places for values, such as  gzip {}
 *   CommandJob        its values, or a block to read, on their way to a worker
 *   CommandHandler    in the worker: values => arguments => a process => what came of it
 *   NativeProcess     that process: posix_spawn, its pipes, and its end
 *   CommandResult     output, standard error and exit code, on their way back
 * </pre>
 */
@NullMarked
package org.sempool.exec;

import org.jspecify.annotations.NullMarked;
