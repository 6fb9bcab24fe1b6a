/**
 * Where a pool keeps what is outside the memory of its processes: one directory, closed to other
 * users, that goes with its coordinator, or with the next one.
 */
package org.sempool.directory;
