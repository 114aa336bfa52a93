/* A disk that can lose what was not flushed, and that fails on demand. Preloaded, it writes down every change of a file
 * under DISK_ROOT in DISK_JOURNAL right before it is made, and every flush, so that it can be told afterwards what a power
 * cut would have left. As the first byte of DISK_CONTROL says, writes or flushes fail.
 * Flushes nothing itself, and keeps no account of shared memory (-shm), which no disk holds. One process at a time.
 *
 *   DISK_FLUSH_MICROS  how long a flush takes
 *   DISK_LIES          flushes of files with this in their name do nothing and say that they did
 *
 * A record: kind, length of the name (4 bytes each), offset, length (8 bytes each), the name, and the data of a write. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, FLUSH, CREATE, UNLINK, RENAME, FLUSH_FOLDER, FLUSH_FAILED };
enum { WELL = 0, FULL, WRITES_FAIL, FLUSHES_FAIL, READ_ONLY };
enum { MOST_FILES = 32768, LONGEST = 256 };

struct record {
  uint32_t kind, name_length;
  uint64_t offset, length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *names[MOST_FILES]; /* of open files under the root; "" for the root itself */
static const char *root, *lies;
static size_t root_length;
static int journal = -1;
static uint64_t records;
static long flush_micros;
static volatile const unsigned char *control;

#define REAL(name, type) \
  static __typeof__(type) real; \
  if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  REAL(open, int (*)(const char *, int, ...));
  const char *path = getenv("DISK_JOURNAL");
  root = getenv("DISK_ROOT");
  root_length = root ? strlen(root) : 0;
  lies = getenv("DISK_LIES");
  const char *micros = getenv("DISK_FLUSH_MICROS");
  flush_micros = micros ? atol(micros) : 0;
  if (path) journal = real(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  path = getenv("DISK_CONTROL");
  int file = path ? real(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file >= 0) {
    void *mapped = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) control = mapped;
  }
  if ((getenv("DISK_JOURNAL") && journal < 0) || (path && !control)) abort();
}

/* The name under the root; NULL for what is elsewhere or shared memory. */
static const char *under_root(const char *path) {
  if (!root_length || strncmp(path, root, root_length) != 0) return NULL;
  if (path[root_length] == 0) return path + root_length;
  if (path[root_length] != '/') return NULL;
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return NULL;
  return path + root_length + 1;
}

static const char *name_of(int file) { return file >= 0 && file < MOST_FILES ? names[file] : NULL; }

/* Held: lock. */
static void note(uint32_t kind, const char *name, uint64_t offset, const void *data, uint64_t length) {
  if (journal < 0) return;
  REAL(writev, ssize_t (*)(int, const struct iovec *, int));
  struct record record = {kind, (uint32_t)strlen(name), offset, length};
  struct iovec parts[3] = {{&record, sizeof record}, {(void *)name, record.name_length}, {(void *)data, data ? length : 0}};
  ssize_t wanted = (ssize_t)(sizeof record + record.name_length + parts[2].iov_len);
  /* A journal with a hole would make every verdict worthless. */
  if (real(journal, parts, 3) != wanted) abort();
  records++;
}

static int fails(int flush) {
  switch (control ? *control : WELL) {
    case FULL: return flush ? 0 : ENOSPC;
    case WRITES_FAIL: return flush ? 0 : EIO;
    case FLUSHES_FAIL: return flush ? EIO : 0;
    case READ_ONLY: return flush ? 0 : EROFS;
    default: return 0;
  }
}

static int opened(int file, const char *name) {
  if (file >= 0 && file < MOST_FILES) {
    free(names[file]);
    names[file] = name ? strdup(name) : NULL;
  }
  return file;
}

#define OPEN(function) \
  int function(const char *path, int flags, ...) { \
    REAL(function, int (*)(const char *, int, ...)); \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list rest; \
      va_start(rest, flags); \
      mode = va_arg(rest, mode_t); \
      va_end(rest); \
    } \
    const char *name = under_root(path); \
    if (!name) return opened(real(path, flags, mode), NULL); \
    pthread_mutex_lock(&lock); \
    int fresh = (flags & O_CREAT) && access(path, F_OK) != 0; \
    int broken = fails(0); \
    if ((fresh && broken) || (broken == EROFS && (flags & O_ACCMODE) != O_RDONLY)) { \
      pthread_mutex_unlock(&lock); \
      errno = broken; \
      return -1; \
    } \
    if (fresh) note(CREATE, name, 0, NULL, 0); \
    if (!fresh && (flags & O_TRUNC)) note(TRUNCATE, name, 0, NULL, 0); \
    int file = opened(real(path, flags, mode), name); \
    pthread_mutex_unlock(&lock); \
    return file; \
  }
OPEN(open)
OPEN(open64)

int close(int file) {
  REAL(close, int (*)(int));
  if (name_of(file)) opened(file, NULL);
  return real(file);
}

static int refused(int broken) {
  pthread_mutex_unlock(&lock);
  errno = broken;
  return -1;
}

#define PWRITE(function, offset_type) \
  ssize_t function(int file, const void *data, size_t length, offset_type offset) { \
    REAL(function, ssize_t (*)(int, const void *, size_t, offset_type)); \
    const char *name = name_of(file); \
    if (!name) return real(file, data, length, offset); \
    pthread_mutex_lock(&lock); \
    int broken = fails(0); \
    if (broken) return refused(broken); \
    note(WRITE, name, (uint64_t)offset, data, length); \
    ssize_t written = real(file, data, length, offset); \
    pthread_mutex_unlock(&lock); \
    return written; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int file, const void *data, size_t length) {
  REAL(write, ssize_t (*)(int, const void *, size_t));
  const char *name = name_of(file);
  if (!name) return real(file, data, length);
  pthread_mutex_lock(&lock);
  int broken = fails(0);
  if (broken) return refused(broken);
  off_t offset = lseek(file, 0, fcntl(file, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  note(WRITE, name, (uint64_t)offset, data, length);
  ssize_t written = real(file, data, length);
  pthread_mutex_unlock(&lock);
  return written;
}

#define FTRUNCATE(function, size_type) \
  int function(int file, size_type size) { \
    REAL(function, int (*)(int, size_type)); \
    const char *name = name_of(file); \
    if (!name) return real(file, size); \
    pthread_mutex_lock(&lock); \
    int broken = fails(0); \
    if (broken) return refused(broken); \
    note(TRUNCATE, name, (uint64_t)size, NULL, 0); \
    int done = real(file, size); \
    pthread_mutex_unlock(&lock); \
    return done; \
  }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

/* What was written before the flush began is on the disk when it returns; what is written meanwhile is not. */
static int flushed(const char *name) {
  char kept[LONGEST];
  strncpy(kept, name, sizeof kept - 1);
  kept[sizeof kept - 1] = 0;
  pthread_mutex_lock(&lock);
  uint64_t before = records;
  int broken = fails(1);
  if (broken) {
    note(FLUSH_FAILED, kept, before, NULL, 0);
    return refused(broken);
  }
  pthread_mutex_unlock(&lock);
  struct timespec rest = {flush_micros / 1000000, flush_micros % 1000000 * 1000};
  while (flush_micros && nanosleep(&rest, &rest) != 0) {
  }
  if (lies && strstr(kept, lies)) return 0;
  pthread_mutex_lock(&lock);
  note(*kept ? FLUSH : FLUSH_FOLDER, kept, before, NULL, 0);
  pthread_mutex_unlock(&lock);
  return 0;
}

#define SYNC(function) \
  int function(int file) { \
    REAL(function, int (*)(int)); \
    const char *name = name_of(file); \
    return name ? flushed(name) : real(file); \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  REAL(unlink, int (*)(const char *));
  const char *name = under_root(path);
  if (!name) return real(path);
  pthread_mutex_lock(&lock);
  int broken = fails(0);
  if (broken == EROFS) return refused(broken);
  if (access(path, F_OK) == 0) note(UNLINK, name, 0, NULL, 0);
  int done = real(path);
  pthread_mutex_unlock(&lock);
  return done;
}

int rename(const char *from, const char *to) {
  REAL(rename, int (*)(const char *, const char *));
  const char *name = under_root(from), *target = under_root(to);
  if (!name || !target) return real(from, to);
  pthread_mutex_lock(&lock);
  int broken = fails(0);
  if (broken) return refused(broken);
  note(RENAME, name, 0, target, strlen(target));
  int done = real(from, to);
  pthread_mutex_unlock(&lock);
  return done;
}
