package org.sempool.examples.service;

/** The HTTP status codes that the service uses. */
enum Reply {
    OK(200),
    BAD_REQUEST(400),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    TOO_LARGE(413),
    /** The pattern ran for too long or needed too much memory. The client should change it. */
    UNPROCESSABLE(422),
    ERROR(500),
    /** Too many requests wait, or the service is ending. The client should try again later. */
    BUSY(503);

    private final int status;

    Reply(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
