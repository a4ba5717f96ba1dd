/* aside: a call that may hang in a read.  See aside.h. */
#include <pthread.h>
#include <time.h>

#include "aside.h"
#include "mem.h"

#define LOOK_NS 100000000L /* how often stop is looked at */

struct aside {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
    void (*work)(void *arg);
    void *arg;
};

static void *thread_main(void *p)
{
    struct aside *a = p;

    a->work(a->arg);
    pthread_mutex_lock(&a->lock);
    a->done = true;
    pthread_cond_signal(&a->changed);
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

static void wait_done(struct aside *a, const atomic_int *stop)
{
    struct timespec until;

    pthread_mutex_lock(&a->lock);
    while (!a->done && atomic_load(stop) == 0) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_NS;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_nsec -= 1000000000L;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&a->changed, &a->lock, &until);
    }
    pthread_mutex_unlock(&a->lock);
}

bool aside_run(void (*work)(void *arg), void *arg, const atomic_int *stop)
{
    struct aside *a;
    pthread_t thread;
    bool done;

    if (stop == NULL) {
        work(arg);
        return true;
    }
    a = mem_zero(1, sizeof(*a));
    a->work = work;
    a->arg = arg;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    if (pthread_create(&thread, NULL, thread_main, a) != 0) {
        work(arg);
    } else {
        wait_done(a, stop);
        pthread_mutex_lock(&a->lock);
        done = a->done;
        pthread_mutex_unlock(&a->lock);
        if (!done)
            return false;
        pthread_join(thread, NULL);
    }
    pthread_cond_destroy(&a->changed);
    pthread_mutex_destroy(&a->lock);
    mem_free(a);
    return true;
}
