/**
 * Where the workers find classes: on this JVM's own paths, and, for classes of other class loaders,
 * on entries that are added to these paths, or in copies.
 *
 * <p>{@link org.sempool.classes.ForeignClasses} finds the classes that a pool needs and decides how
 * workers get them; {@link org.sempool.classes.WorkerClasses} and {@link
 * org.sempool.classes.ClassCopies} are the result.
 */
package org.sempool.classes;
