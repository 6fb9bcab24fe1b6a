package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;

/**
 * What a message says about the job in its body.
 *
 * @param origin whose job it is
 * @param jobId the coordinator's number for it
 * @param attempt which attempt the next run is; the first is 1
 * @param flags what the body begins with
 */
record JobMessage(String origin, long jobId, int attempt, int flags) {
    /**
     * @throws JMSException if the connection is lost
     * @throws NumberFormatException if it is no job
     */
    static JobMessage read(BytesMessage message) throws JMSException {
        return new JobMessage(
                String.valueOf(message.getStringProperty(Names.ORIGIN)),
                message.getLongProperty(Names.JOB),
                message.getIntProperty(Names.ATTEMPT),
                message.getIntProperty(Names.FLAGS));
    }

    /**
     * @param fit which hosts may take it
     */
    void write(BytesMessage message, String fit) throws JMSException {
        message.setStringProperty(Names.ORIGIN, origin);
        message.setLongProperty(Names.JOB, jobId);
        message.setIntProperty(Names.ATTEMPT, attempt);
        message.setIntProperty(Names.FLAGS, flags);
        message.setStringProperty(Names.FIT, fit);
    }

    /** The same job, for another attempt. */
    JobMessage withAttempt(int next) {
        return new JobMessage(origin, jobId, next, flags);
    }
}
