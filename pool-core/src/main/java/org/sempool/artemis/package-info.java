/**
 * The transport {@code artemis}: a message broker between coordinators and worker hosts.
 *
 * <pre>
 *   coordinator                       broker                        worker host
 *   SentJobs -> JobSender      ->  queue of jobs         ->  ArtemisSlot, one for each job
 *               ResultReceiver <-  queue of results      <-      |
 *               OrderSender    ->  topic of orders       ->  OrderReceiver
 *                              <-  topic of news         <-      |
 * </pre>
 *
 * <p>A slot is a transacted session: it receives a job, sends the result, and commits both
 * together. So the broker has each job or its result, whatever is killed in between, and gives the
 * job to another slot as soon as the connection is gone. A result that was sent twice is dropped by
 * its coordinator.
 *
 * <p>All of it is Jakarta Messaging, with a few properties that only Artemis knows, see {@link
 * org.sempool.artemis.Names} and {@link org.sempool.artemis.BrokerFactory}.
 */
package org.sempool.artemis;
