/*
 * The lecture's shared-queue: a ring of slots in MAP_SHARED memory, two process-shared semaphores
 * (isem counts free slots, osem full ones) and two counters that each put and get fetches and adds
 * to. The parent puts jobs on one such queue and gets results from another; each child gets, echoes
 * and puts.
 *
 * With several putters the lecture's queue lets a getter read a slot that is not written yet. A
 * sequence number in each slot closes that hole here; otherwise the results could not be counted.
 *
 * usage: lecture-queue WORKERS PAYLOAD_BYTES JOB_NS SLOTS JOBS ROUND_TRIPS
 */
#include "measure.h"
#include <semaphore.h>

typedef struct {
    _Atomic uint64_t sequence;
    int64_t number;
    char payload[];
} slot;

typedef struct {
    sem_t isem, osem;
    _Alignas(64) _Atomic uint64_t qii;
    _Alignas(64) _Atomic uint64_t qjj;
    _Alignas(64) char slots[];
} queue;

static size_t payload_bytes;
static uint64_t slots;

static slot *at(queue *q, uint64_t ticket) {
    size_t stride = (sizeof(slot) + payload_bytes + 63) / 64 * 64;
    return (slot *) (q->slots + ticket % slots * stride);
}

static queue *new_queue(void) {
    size_t stride = (sizeof(slot) + payload_bytes + 63) / 64 * 64;
    queue *q = shared(sizeof(queue) + slots * stride);
    sem_init(&q->isem, 1, (unsigned) slots);
    sem_init(&q->osem, 1, 0);
    for (uint64_t i = 0; i < slots; i++) {
        at(q, i)->sequence = i;
    }
    return q;
}

static void put(queue *q, int64_t number, const char *payload) {
    while (sem_wait(&q->isem)) {
    }
    uint64_t ticket = atomic_fetch_add(&q->qii, 1);
    slot *s = at(q, ticket);
    while (atomic_load_explicit(&s->sequence, memory_order_acquire) != ticket) {
    }
    s->number = number;
    memcpy(s->payload, payload, payload_bytes);
    atomic_store_explicit(&s->sequence, ticket + 1, memory_order_release);
    sem_post(&q->osem);
}

static int64_t get(queue *q, char *payload) {
    while (sem_wait(&q->osem)) {
    }
    uint64_t ticket = atomic_fetch_add(&q->qjj, 1);
    slot *s = at(q, ticket);
    while (atomic_load_explicit(&s->sequence, memory_order_acquire) != ticket + 1) {
    }
    int64_t number = s->number;
    memcpy(payload, s->payload, payload_bytes);
    atomic_store_explicit(&s->sequence, ticket + slots, memory_order_release);
    sem_post(&q->isem);
    return number;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        return 2;
    }
    int workers = atoi(argv[1]);
    payload_bytes = strtoul(argv[2], 0, 10);
    uint64_t job_ns = strtoul(argv[3], 0, 10);
    slots = strtoul(argv[4], 0, 10);
    uint64_t jobs = strtoul(argv[5], 0, 10), trips = strtoul(argv[6], 0, 10);
    char *payload = calloc(1, payload_bytes + 1);
    uint64_t *times = calloc(trips, sizeof *times);
    queue *in = new_queue(), *out = new_queue();
    for (int i = 0; i < workers; i++) {
        if (fork() == 0) {
            for (int64_t number; (number = get(in, payload)) >= 0;) {
                busy(job_ns);
                put(out, number, payload);
            }
            _exit(0);
        }
    }
    for (uint64_t i = 0; i < trips; i++) {
        uint64_t start = now_ns();
        put(in, 0, payload);
        get(out, payload);
        times[i] = now_ns() - start;
    }
    uint64_t cpu = cpu_ns(RUSAGE_SELF), start = now_ns(), sum = 0;
    /* A child submits, the parent gets the results, as in the homework. */
    pid_t submitter = fork();
    if (submitter == 0) {
        for (uint64_t i = 0; i < jobs; i++) {
            put(in, (int64_t) i, payload);
        }
        _exit(0);
    }
    for (uint64_t i = 0; i < jobs; i++) {
        sum += (uint64_t) get(out, payload);
    }
    uint64_t ns = now_ns() - start;
    for (int i = 0; i < workers; i++) {
        put(in, -1, payload);
    }
    while (wait(0) > 0) {
    }
    cpu = cpu_ns(RUSAGE_SELF) - cpu + cpu_ns(RUSAGE_CHILDREN);
    print_result(jobs, ns, cpu, times, trips);
    return sum != jobs * (jobs - 1) / 2;
}
