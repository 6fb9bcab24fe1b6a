/**
 * Where the workers find classes: on this JVM's own paths, and, for what other class loaders of
 * this process have, on entries that are added to them, or in copies.
 *
 * <p>{@link org.sempool.classes.ForeignClasses} looks for what a pool's classes need and decides;
 * {@link org.sempool.classes.WorkerClasses} and {@link org.sempool.classes.ClassCopies} are what it
 * comes to.
 */
package org.sempool.classes;
