/**
 * An archive of the JDK's classes that a worker needs, so that workers start sooner: the JVM maps
 * it instead of reading, checking and linking those classes each time (class-data sharing, JEP
 * 310). It holds none of the application's classes, and so it fits every class path.
 *
 * <p>The coordinator's system property {@code sempool.worker.archive} names the archive.
 */
@NullMarked
package org.sempool.archive;

import org.jspecify.annotations.NullMarked;
