/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Loaded into every process of a run (LD_PRELOAD), this has one of them fail at a
 * point of the protocol, not of time. It watches what is sent on sockets, counts
 * frames, and does harm at one of them. ARIADNE_FAULT says what:
 *
 *   ROLE TYPE N ACTION FILE
 *
 * The first process of that role (the first argument of its command) that sends
 * its N-th frame of that type is the one; it creates the file, so that nobody else
 * follows. What the actions are is written at the table below.
 *
 * Frames are known by their layout: those of channels by their header of 24 bytes
 * that ends in a mark, those of control sockets by their header of 8 bytes and the
 * letters at the beginning of the first of them.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_STREAMS 1024
#define CHANNEL_HEADER 24
#define CONTROL_HEADER 8
#define CONTROL_START 12

typedef enum { UNKNOWN, CHANNEL, CONTROL, OTHER } Kind;

/* What has been sent on a descriptor. */
typedef struct
{
  Kind     kind;
  uint8_t  header[CHANNEL_HEADER];
  size_t   have; /* of the header */
  uint64_t left; /* of the payload */
} Stream;

/* All are guarded by the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Stream streams[MAX_STREAMS];
static unsigned n_seen;
static bool is_done;

/* Set once, before there are other threads. */
static bool is_armed;
static bool is_control;
static unsigned wanted_type;
static unsigned wanted_n;
static char action[32];
static char once_path[4096];

static const struct
{
  const char *name;
  bool        is_control;
  unsigned    type;
} types[] = {
  { "request", false, 1 },
  { "reply", false, 5 },
  { "hello", false, 128 },
  { "control-hello", true, 1 },
  { "spec", true, 2 },
  { "ready", true, 3 },
  { "task", true, 5 },
  { "progress", true, 6 },
  { "result", true, 7 },
  { "drain", true, 9 },
};

static void
read_role (char   *role,
           size_t  size)
{
  char line[4096];
  int fd = open ("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t n = fd >= 0 ? read (fd, line, sizeof line - 1) : 0;

  if (fd >= 0)
    close (fd);
  line[n > 0 ? n : 0] = '\0';
  role[0] = '\0';
  if ((size_t) n > strlen (line) + 1)
    snprintf (role, size, "%s", line + strlen (line) + 1);
}

__attribute__ ((constructor))
static void
arm (void)
{
  const char *fault = getenv ("ARIADNE_FAULT");
  char role[64], wanted_role[64], type[32];

  if (fault == NULL
      || sscanf (fault, "%63s %31s %u %31s %4095s", wanted_role, type, &wanted_n, action,
                 once_path) != 5)
    return;

  read_role (role, sizeof role);
  if (strcmp (role, wanted_role) != 0)
    return;

  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (strcmp (type, types[i].name) == 0)
      {
        is_control = types[i].is_control;
        wanted_type = types[i].type;
        is_armed = true;
      }

  /* All threads share what memory there is. */
  if (is_armed && strcmp (action, "no-memory") == 0)
    mallopt (M_ARENA_MAX, 1);
}

static size_t
get_header_length (const Stream *stream)
{
  switch (stream->kind)
    {
    case CHANNEL:
      return CHANNEL_HEADER;
    case CONTROL:
      /* The first payload is seen in part. */
      return CONTROL_HEADER;
    default:
      return CHANNEL_HEADER;
    }
}

static uint32_t
get_length (const Stream *stream)
{
  const uint8_t *b = stream->header;

  return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t) b[3] << 24;
}

static void
tell_kind (Stream *stream)
{
  const uint8_t *b = stream->header;

  if (stream->have == CONTROL_START && memcmp (b + CONTROL_HEADER, "ARIA", 4) == 0
      && b[5] == 0 && b[6] == 0 && b[7] == 0)
    stream->kind = CONTROL;
  else if (stream->have == CHANNEL_HEADER)
    stream->kind = memcmp (b + 20, "Adne", 4) == 0 ? CHANNEL : OTHER;
}

/* Takes one byte; whether it is the last one of a frame of the wanted type. */
static bool
take_byte (Stream  *stream,
           uint8_t  byte)
{
  bool is_wanted;

  if (stream->kind == OTHER)
    return false;

  if (stream->left > 0)
    {
      stream->left--;
    }
  else
    {
      stream->header[stream->have++] = byte;
      if (stream->kind == UNKNOWN)
        {
          tell_kind (stream);
          if (stream->kind == UNKNOWN || stream->kind == OTHER)
            return false;
        }
      if (stream->have < get_header_length (stream))
        return false;

      /* Of the first control frame a part of the payload is among it. */
      stream->left = get_length (stream) - (stream->have - get_header_length (stream));
    }

  if (stream->left > 0)
    return false;

  is_wanted = (stream->kind == CONTROL) == is_control && stream->header[4] == wanted_type;
  stream->have = 0;

  return is_wanted;
}

/* Whether this process is the first. */
static bool
claim (void)
{
  int fd = open (once_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  /* Not by close(), which takes the lock. */
  if (fd >= 0)
    syscall (SYS_close, fd);

  return fd >= 0;
}

static ssize_t
send_really (int         fd,
             const void *data,
             size_t      length)
{
  static ssize_t (*real) (int, const void *, size_t, int);

  if (real == NULL)
    real = (ssize_t (*) (int, const void *, size_t, int)) dlsym (RTLD_NEXT, "send");

  return real (fd, data, length, MSG_NOSIGNAL);
}

static void
send_all (int            fd,
          const uint8_t *data,
          size_t         length)
{
  int flags = fcntl (fd, F_GETFL);

  fcntl (fd, F_SETFL, flags & ~O_NONBLOCK);
  while (length > 0)
    {
      ssize_t n = send_really (fd, data, length);

      if (n < 0 && errno != EINTR)
        break;
      if (n > 0)
        {
          data += n;
          length -= (size_t) n;
        }
    }
  fcntl (fd, F_SETFL, flags);
}

/* Takes all memory that there is: whatever asks for more gets none. */
static void
exhaust_memory (void)
{
  struct rlimit limit = { 0, 0 };

  setrlimit (RLIMIT_AS, &limit);
  for (size_t size = 1 << 20; size >= 16; size /= 2)
    {
      volatile char *last;

      while ((last = malloc (size)) != NULL)
        last[0] = 1;
    }
}

/* Does the harm, when the frame from `start` to `end` is about to be sent with all
 * before it. Returns: whether it has been sent already
 */
static bool
act (int            fd,
     const uint8_t *data,
     size_t         start,
     size_t         end)
{
  uint8_t noise[64];

  memset (noise, 0xa5, sizeof noise);

  if (strcmp (action, "kill") == 0) /* dies when it has sent the frame */
    {
      send_all (fd, data, end);
      raise (SIGKILL);
    }
  else if (strcmp (action, "stop") == 0) /* stops when it has sent the frame */
    {
      send_all (fd, data, end);
      raise (SIGSTOP);
    }
  else if (strcmp (action, "half") == 0) /* dies when it has sent half of it */
    {
      send_all (fd, data, start + (end - start) / 2);
      raise (SIGKILL);
    }
  else if (strcmp (action, "half-stop") == 0) /* stops when it has sent half of it */
    {
      send_all (fd, data, start + (end - start) / 2);
      raise (SIGSTOP);
    }
  else if (strcmp (action, "garbage") == 0) /* sends something else instead */
    {
      send_all (fd, data, start);
      send_all (fd, noise, sizeof noise);
    }
  else if (strcmp (action, "twice") == 0) /* sends it twice */
    {
      send_all (fd, data, end);
      send_all (fd, data + start, end - start);
    }
  else if (strcmp (action, "stray") == 0) /* sends one with an unknown uid before it */
    {
      uint8_t *copy = malloc (end - start);

      memcpy (copy, data + start, end - start);
      memset (copy + 8, 0x77, 7);
      send_all (fd, data, start);
      send_all (fd, copy, end - start);
      send_all (fd, data + start, end - start);
      free (copy);
    }
  else if (strcmp (action, "hang-up") == 0) /* closes the socket, and lives on */
    {
      send_all (fd, data, start);
      shutdown (fd, SHUT_RDWR);
    }
  else if (strcmp (action, "no-memory") == 0) /* gets no more memory */
    {
      send_all (fd, data, end);
      exhaust_memory ();
    }
  else
    {
      return false;
    }

  return true;
}

/* Looks through what is to be sent. When the frame is among it, does the harm and
 * returns how much is as good as sent; else returns 0.
 */
static size_t
inspect (int                 fd,
         const struct iovec *parts,
         size_t              n_parts)
{
  Stream stream = streams[fd];
  size_t total = 0, start = 0, position = 0;
  unsigned n = n_seen;
  uint8_t *data;

  for (size_t i = 0; i < n_parts; i++)
    total += parts[i].iov_len;
  data = malloc (total + 1);
  if (data == NULL)
    return 0;
  for (size_t i = 0; i < n_parts; i++)
    {
      memcpy (data + position, parts[i].iov_base, parts[i].iov_len);
      position += parts[i].iov_len;
    }

  for (position = 0; position < total; position++)
    {
      bool begins = stream.have == 0 && stream.left == 0;

      if (begins)
        start = position;
      if (take_byte (&stream, data[position]) && ++n == wanted_n)
        break;
    }

  if (position < total && claim ())
    {
      is_done = true;
      if (act (fd, data, start, position + 1))
        {
          /* The rest of what was to be sent goes after it. */
          send_all (fd, data + position + 1, total - position - 1);
          free (data);

          return total;
        }
    }
  else if (position < total)
    {
      is_done = true;
    }

  free (data);

  return 0;
}

/* Counts what has been sent. */
static void
note (int                 fd,
      const struct iovec *parts,
      size_t              n_parts,
      size_t              sent)
{
  for (size_t i = 0; i < n_parts && sent > 0; i++)
    {
      size_t length = parts[i].iov_len < sent ? parts[i].iov_len : sent;

      for (size_t j = 0; j < length; j++)
        n_seen += take_byte (&streams[fd], ((const uint8_t *) parts[i].iov_base)[j]);
      sent -= length;
    }
}

typedef struct
{
  int                  fd;
  const struct msghdr *message;
  int                  flags;
} SendCall;

static ssize_t
send_message (const SendCall *call)
{
  static ssize_t (*real) (int, const struct msghdr *, int);

  if (real == NULL)
    real = (ssize_t (*) (int, const struct msghdr *, int)) dlsym (RTLD_NEXT, "sendmsg");

  return real (call->fd, call->message, call->flags);
}

static ssize_t
watch (const SendCall *call)
{
  const struct msghdr *message = call->message;
  ssize_t n;

  if (!is_armed || call->fd < 0 || call->fd >= MAX_STREAMS)
    return send_message (call);

  pthread_mutex_lock (&lock);
  n = is_done ? 0 : (ssize_t) inspect (call->fd, message->msg_iov, message->msg_iovlen);
  if (n == 0)
    {
      n = send_message (call);
      if (n > 0 && !is_done)
        note (call->fd, message->msg_iov, message->msg_iovlen, (size_t) n);
    }
  pthread_mutex_unlock (&lock);

  return n;
}

ssize_t
sendmsg (int                  fd,
         const struct msghdr *message,
         int                  flags)
{
  SendCall call = { fd, message, flags };

  return watch (&call);
}

ssize_t
send (int         fd,
      const void *data,
      size_t      length,
      int         flags)
{
  struct iovec part = { (void *) data, length };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  SendCall call = { fd, &message, flags };

  return watch (&call);
}

/* A descriptor may be used again for another socket. */
int
close (int fd)
{
  static int (*real) (int);

  if (real == NULL)
    real = (int (*) (int)) dlsym (RTLD_NEXT, "close");
  if (is_armed && fd >= 0 && fd < MAX_STREAMS)
    {
      pthread_mutex_lock (&lock);
      streams[fd] = (Stream) { UNKNOWN };
      pthread_mutex_unlock (&lock);
    }

  return real (fd);
}
