/**
 * The content of messages: how payloads are written and read, the kinds of messages, and how
 * failures travel.
 *
 * <p>Numbers are little-endian and unaligned. Nothing here depends on the transport.
 */
package org.sempool.wire;
