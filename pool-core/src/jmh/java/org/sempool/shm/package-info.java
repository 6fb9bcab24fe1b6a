/**
 * What the queue and the semaphores cost by themselves, between threads of one JVM: no payload, no
 * processes, no pool. What a pool costs is measured by the command {@code pool bench}.
 */
package org.sempool.shm;
