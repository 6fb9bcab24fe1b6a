/*
 * What the machine can do: two rings, one putter and one getter each, that spin and never call the
 * kernel. Only one worker, which takes a whole core even when idle.
 *
 * usage: spin-limit WORKERS PAYLOAD_BYTES JOB_NS SLOTS JOBS ROUND_TRIPS
 */
#include "measure.h"

typedef struct {
    _Atomic uint64_t sequence;
    int64_t number;
    char payload[];
} slot;

static size_t payload_bytes, stride;
static uint64_t slots;

static slot *at(char *ring, uint64_t index) {
    return (slot *) (ring + index % slots * stride);
}

static char *new_ring(void) {
    char *ring = shared(slots * stride);
    for (uint64_t i = 0; i < slots; i++) {
        at(ring, i)->sequence = i;
    }
    return ring;
}

static int put(char *ring, uint64_t index, int64_t number, const char *payload) {
    slot *s = at(ring, index);
    if (atomic_load_explicit(&s->sequence, memory_order_acquire) != index) {
        return 0;
    }
    s->number = number;
    memcpy(s->payload, payload, payload_bytes);
    atomic_store_explicit(&s->sequence, index + 1, memory_order_release);
    return 1;
}

static int get(char *ring, uint64_t index, int64_t *number, char *payload) {
    slot *s = at(ring, index);
    if (atomic_load_explicit(&s->sequence, memory_order_acquire) != index + 1) {
        return 0;
    }
    *number = s->number;
    memcpy(payload, s->payload, payload_bytes);
    atomic_store_explicit(&s->sequence, index + slots, memory_order_release);
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 7 || atoi(argv[1]) != 1) {
        return 2;
    }
    payload_bytes = strtoul(argv[2], 0, 10);
    stride = (sizeof(slot) + payload_bytes + 127) / 128 * 128;
    uint64_t job_ns = strtoul(argv[3], 0, 10);
    slots = strtoul(argv[4], 0, 10);
    uint64_t jobs = strtoul(argv[5], 0, 10), trips = strtoul(argv[6], 0, 10);
    char *payload = calloc(1, payload_bytes + 1);
    uint64_t *times = calloc(trips, sizeof *times);
    char *in = new_ring(), *out = new_ring();
    int64_t number;
    if (fork() == 0) {
        for (uint64_t i = 0; i < jobs + trips; i++) {
            while (!get(in, i, &number, payload)) {
            }
            busy(job_ns);
            while (!put(out, i, number, payload)) {
            }
        }
        _exit(0);
    }
    uint64_t index = 0;
    for (; index < trips; index++) {
        uint64_t start = now_ns();
        while (!put(in, index, 0, payload)) {
        }
        while (!get(out, index, &number, payload)) {
        }
        times[index] = now_ns() - start;
    }
    uint64_t cpu = cpu_ns(RUSAGE_SELF), start = now_ns(), sum = 0, sent = 0, received = 0;
    while (received < jobs) {
        while (sent < jobs && put(in, trips + sent, (int64_t) sent, payload)) {
            sent++;
        }
        while (received < sent && get(out, trips + received, &number, payload)) {
            sum += (uint64_t) number;
            received++;
        }
    }
    uint64_t ns = now_ns() - start;
    while (wait(0) > 0) {
    }
    cpu = cpu_ns(RUSAGE_SELF) - cpu + cpu_ns(RUSAGE_CHILDREN);
    print_result(jobs, ns, cpu, times, trips);
    return sum != jobs * (jobs - 1) / 2;
}
