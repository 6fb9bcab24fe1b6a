/**
 * The bytes of a message: what a payload is written with and read with, the kinds of message, and
 * how a failure travels.
 *
 * <p>Numbers are little-endian and unaligned. Nothing here knows how messages are carried.
 */
package org.sempool.wire;
