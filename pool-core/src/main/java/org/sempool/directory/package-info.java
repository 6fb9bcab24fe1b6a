/**
 * Where a pool keeps what is outside the memory of its processes: one directory, closed to other
 * users, that its coordinator removes, or else the next one.
 */
package org.sempool.directory;
