/* What both programs share: a clock, percentiles, and the line that they print. */
#ifndef MEASURE_H
#define MEASURE_H

#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t) time.tv_sec * 1000000000u + (uint64_t) time.tv_nsec;
}

static void busy(uint64_t ns) {
    if (ns > 0) {
        uint64_t end = now_ns() + ns;
        while (now_ns() < end) {
        }
    }
}

/* Memory shared with all children. */
static void *shared(size_t bytes) {
    void *memory = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    memset(memory, 0, bytes);
    return memory;
}

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
    return x < y ? -1 : x > y;
}

static uint64_t cpu_ns(int who) {
    struct rusage usage;
    getrusage(who, &usage);
    return (uint64_t) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000u
            + (uint64_t) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000u;
}

/* jobs, nanoseconds, CPU nanoseconds, then round trips: the percentiles of RoundTrips.java */
static void print_result(uint64_t jobs, uint64_t ns, uint64_t cpu, uint64_t *trips, uint64_t n) {
    qsort(trips, n, sizeof *trips, ascending);
    static const uint64_t per_mille[] = {100, 250, 500, 750, 900, 950, 990, 995, 999, 1000};
    printf("%lu %lu %lu", jobs, ns, cpu);
    for (size_t i = 0; i < sizeof per_mille / sizeof *per_mille; i++) {
        uint64_t rank = (n * per_mille[i] + 999) / 1000;
        printf(" %lu", trips[rank - 1]);
    }
    printf("\n");
}

#endif
