/* System calls that fail on purpose: preloaded, it lets the n-th call that touches a folder fail, be cut short, or be
   the last that the process ever makes. Nothing happens before fault_arm(). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { NOTHING, SHORT = -1, KILL_BEFORE = -2, KILL_AFTER = -3 }; /* or an errno */

static char folder[4096];
static int wanted;
static long place, seen;
static char calls[1 << 20]; /* a line each */

void fault_arm(const char *under, int kind, long at) {
  snprintf(folder, sizeof folder, "%s", under);
  wanted = kind;
  place = at;
  seen = 0;
  calls[0] = '\0';
}

const char *fault_calls(void) { return calls; }

/* What is to happen to this call: an errno, a kind, or nothing. */
static int fate(const char *call, const char *path) {
  if (folder[0] == '\0' || strncmp(path, folder, strlen(folder)) != 0) return NOTHING;
  const size_t used = strlen(calls);
  snprintf(calls + used, sizeof calls - used, "%s %s\n", call, path + strlen(folder));
  if (++seen != place) return NOTHING;
  if (wanted == KILL_BEFORE) kill(getpid(), SIGKILL);
  return wanted;
}

static int fate_of(const char *call, int fd) {
  char link[64], path[4096] = "";
  if (folder[0] == '\0') return NOTHING;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  return length < 0 ? NOTHING : fate(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define GUARDED(fate_, call)                 \
  const int what = fate_;                    \
  if (what > 0) return errno = what, -1;     \
  const __auto_type result = call;           \
  if (what == KILL_AFTER) kill(getpid(), SIGKILL); \
  return result

#define OPEN(name)                                              \
  int name(const char *path, int flags, ...) {                  \
    va_list rest;                                               \
    va_start(rest, flags);                                      \
    const mode_t mode = va_arg(rest, mode_t);                   \
    va_end(rest);                                               \
    GUARDED(fate("open", path), REAL(name)(path, flags, mode)); \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *bytes, size_t count) {
  const int what = fate_of("write", fd);
  if (what > 0) return errno = what, -1;
  const ssize_t written = REAL(write)(fd, bytes, what != NOTHING && count > 1 ? count / 2 : count);
  if (what == KILL_AFTER) kill(getpid(), SIGKILL);
  return written;
}

int fsync(int fd) { GUARDED(fate_of("fsync", fd), REAL(fsync)(fd)); }
int rename(const char *from, const char *to) { GUARDED(fate("rename", to), REAL(rename)(from, to)); }
int mkdir(const char *path, mode_t mode) { GUARDED(fate("mkdir", path), REAL(mkdir)(path, mode)); }
int unlink(const char *path) { GUARDED(fate("unlink", path), REAL(unlink)(path)); }
int flock(int fd, int operation) { GUARDED(fate_of("flock", fd), REAL(flock)(fd, operation)); }
