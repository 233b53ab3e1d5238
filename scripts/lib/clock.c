/* Sets the clock of a program ahead by CLOCK_AHEAD seconds, or back: preloaded, it answers those who ask what time it is.
   Durations and waits, which go by other clocks, stay real. libfaketime is not used: it lets the real time through where a signal
   interrupts a wait, and PostgreSQL, which looks at the clock just there, then never ends a statement that takes too long. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t ahead;

__attribute__((constructor)) static void read_setting(void)
{
    const char *setting = getenv("CLOCK_AHEAD");
    ahead = setting ? atoll(setting) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int code = (int)syscall(SYS_clock_gettime, clock, now);
    if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += ahead;
    }

    return code;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME_COARSE, &precise);
    if (now) {
        *now = precise.tv_sec;
    }

    return precise.tv_sec;
}
