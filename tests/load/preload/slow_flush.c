/* A disk that flushes slowly: preloaded, it sleeps SLOW_FLUSH_MICROS before every fsync and fdatasync.
 * Flushes nothing less than before, and touches no other call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_the_disk(void) {
  const char *micros = getenv("SLOW_FLUSH_MICROS");
  long wanted = micros ? atol(micros) : 0;
  struct timespec rest = {wanted / 1000000, wanted % 1000000 * 1000};
  while (nanosleep(&rest, &rest) != 0) {
  }
}

int fsync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_for_the_disk();
  return real(file);
}

int fdatasync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_for_the_disk();
  return real(file);
}
