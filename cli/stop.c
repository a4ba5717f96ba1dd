/* stop: SIGINT, SIGTERM and SIGHUP as a request to undo and end.  See stop.h. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "stop.h"

/* A signal handler reaches nothing but what has static storage. */
static atomic_int caught;

static void on_signal(int number)
{
    atomic_store(&caught, number);
}

/* What was ignored when the program started (nohup) stays so. */
const atomic_int *stop_watch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction act, before;

    memset(&act, 0, sizeof(act));
    act.sa_handler = on_signal;
    act.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &act, NULL);
    return &caught;
}

int stop_status(void)
{
    return 128 + atomic_load(&caught);
}

void stop_leave(void)
{
    int number = atomic_load(&caught);

    if (number == 0)
        return;
    signal(number, SIG_DFL);
    raise(number);
    _exit(128 + number); /* it was blocked */
}
