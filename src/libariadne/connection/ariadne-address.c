/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "core/ariadne-error.h"

/* When the host of a peer does not answer: probes begin after IDLE seconds of
 * silence, and what was sent may stay unacknowledged for TIMEOUT milliseconds.
 */
#define TCP_IDLE 10
#define TCP_INTERVAL 5
#define TCP_PROBES 4
#define TCP_TIMEOUT 30000

#define BACKLOG 128

/* What an address says, before anything is looked up. */
typedef struct
{
  gboolean  is_unix;
  gboolean  is_abstract;
  char     *name; /* of the socket, or the host */
  char     *port;
} Parts;

static void
parts_clear (Parts *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->port, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
fail_malformed (const char  *address,
                const char  *expected,
                GError     **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "address “%s”: expected %s", address, expected);

  return FALSE;
}

static gboolean
split_unix (const char  *address,
            const char  *name,
            gboolean     is_abstract,
            Parts       *parts,
            GError     **error)
{
  parts->is_unix = TRUE;
  parts->is_abstract = is_abstract;
  parts->name = g_strdup (name);

  if (name[0] == '\0')
    return fail_malformed (address, "the name of a socket after the colon", error);
  if (strlen (name) >= sizeof ((struct sockaddr_un *) NULL)->sun_path)
    return fail_malformed (address, "the name of a socket of at most 107 bytes", error);

  return TRUE;
}

static gboolean
is_port (const char *text)
{
  guint64 port;

  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &port, NULL);
}

static gboolean
split_tcp (const char  *address,
           const char  *rest,
           Parts       *parts,
           GError     **error)
{
  const char *colon = strrchr (rest, ':');

  if (colon == NULL || colon == rest || !is_port (colon + 1))
    return fail_malformed (address, "HOST:PORT, with a port from 0 to 65535", error);

  parts->port = g_strdup (colon + 1);
  if (rest[0] == '[' && colon[-1] == ']')
    parts->name = g_strndup (rest + 1, colon - rest - 2);
  else
    parts->name = g_strndup (rest, colon - rest);

  if (rest[0] != '[' && strchr (parts->name, ':') != NULL)
    return fail_malformed (address, "brackets around an IPv6 number, as in [::1]:PORT", error);
  if (parts->name[0] == '\0')
    return fail_malformed (address, "the name or number of a host before the port", error);

  return TRUE;
}

static gboolean
split (const char  *address,
       Parts       *parts,
       GError     **error)
{
  if (g_str_has_prefix (address, "unix:"))
    return split_unix (address, address + strlen ("unix:"), FALSE, parts, error);
  if (g_str_has_prefix (address, "unix-abstract:"))
    return split_unix (address, address + strlen ("unix-abstract:"), TRUE, parts, error);
  if (g_str_has_prefix (address, "tcp:"))
    return split_tcp (address, address + strlen ("tcp:"), parts, error);

  return split_tcp (address, address, parts, error);
}

gboolean
_ariadne_address_check (const char  *address,
                        GError     **error)
{
  g_auto (Parts) parts = { FALSE };

  return split (address, &parts, error);
}

static int
fail_errno (const char  *doing,
            const char  *address,
            int          code,
            GError     **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "%s %s: %s", doing, address,
               g_strerror (code));

  return -1;
}

/* Gives the length of a Unix address, whose abstract form begins with a zero, and the
 * other one ends with one.
 */
static socklen_t
make_unix (const Parts        *parts,
           struct sockaddr_un *to)
{
  gsize length = strlen (parts->name);

  memset (to, 0, sizeof *to);
  to->sun_family = AF_UNIX;
  memcpy (to->sun_path + parts->is_abstract, parts->name, length);

  return offsetof (struct sockaddr_un, sun_path) + length + 1;
}

static struct addrinfo *
look_up (const char   *address,
         const Parts  *parts,
         gboolean      to_listen,
         GError      **error)
{
  struct addrinfo hints = {
    .ai_family = AF_UNSPEC,
    .ai_socktype = SOCK_STREAM,
    .ai_flags = AI_NUMERICSERV | (to_listen ? AI_PASSIVE : 0),
  };
  gboolean any = to_listen && strcmp (parts->name, "*") == 0;
  struct addrinfo *found = NULL;
  int code = getaddrinfo (any ? NULL : parts->name, parts->port, &hints, &found);

  if (code == 0)
    return found;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               "address “%s”: the host “%s” cannot be found: %s", address, parts->name,
               code == EAI_SYSTEM ? g_strerror (errno) : gai_strerror (code));

  return NULL;
}

static int
open_socket (int family)
{
  return socket (family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Removes what a server that is gone has left behind. */
static void
remove_stale (const struct sockaddr_un *to,
              socklen_t                 length)
{
  struct stat found;
  int fd;

  if (lstat (to->sun_path, &found) != 0 || !S_ISSOCK (found.st_mode))
    return;

  fd = open_socket (AF_UNIX);
  if (fd < 0)
    return;
  if (connect (fd, (const struct sockaddr *) to, length) != 0 && errno == ECONNREFUSED)
    unlink (to->sun_path);
  close (fd);
}

static int
listen_at (const char             *address,
           const struct sockaddr  *to,
           socklen_t               length,
           GError                **error)
{
  int on = 1;
  int fd = open_socket (to->sa_family);

  if (fd < 0)
    return fail_errno ("listening at", address, errno, error);

  if (to->sa_family != AF_UNIX)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, to, length) != 0 || listen (fd, BACKLOG) != 0)
    {
      int code = errno;

      close (fd);
      return fail_errno ("listening at", address, code, error);
    }

  return fd;
}

static char *
format_inet (const struct sockaddr *from,
             socklen_t              length)
{
  char host[NI_MAXHOST], port[NI_MAXSERV];

  if (getnameinfo (from, length, host, sizeof host, port, sizeof port,
                   NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return g_strdup ("tcp");

  return g_strdup_printf (from->sa_family == AF_INET6 ? "tcp:[%s]:%s" : "tcp:%s:%s", host, port);
}

static int
listen_tcp (const char   *address,
            const Parts  *parts,
            char        **bound,
            GError      **error)
{
  struct addrinfo *found = look_up (address, parts, TRUE, error);
  struct sockaddr_storage at = { 0 };
  socklen_t length = sizeof at;
  int fd;

  if (found == NULL)
    return -1;

  fd = listen_at (address, found->ai_addr, found->ai_addrlen, error);
  freeaddrinfo (found);
  if (fd < 0)
    return -1;

  getsockname (fd, (struct sockaddr *) &at, &length);
  *bound = format_inet ((struct sockaddr *) &at, length);

  return fd;
}

int
_ariadne_address_listen (const char  *address,
                         char       **bound,
                         GError     **error)
{
  g_auto (Parts) parts = { FALSE };
  struct sockaddr_un to;
  socklen_t length;
  int fd;

  if (!split (address, &parts, error))
    return -1;
  if (!parts.is_unix)
    return listen_tcp (address, &parts, bound, error);

  length = make_unix (&parts, &to);
  if (!parts.is_abstract)
    remove_stale (&to, length);
  fd = listen_at (address, (struct sockaddr *) &to, length, error);
  if (fd >= 0)
    *bound = g_strdup (address);

  return fd;
}

/* Waits until a connection that is being made is there, or has failed. */
static int
await_connected (int           fd,
                 gint64        deadline,
                 GCancellable *cancellable)
{
  int stop = g_cancellable_get_fd (cancellable); /* -1, which is not waited for, if there is none */
  struct pollfd polled[] = { { fd, POLLOUT, 0 }, { stop, POLLIN, 0 } };
  int code = 0;
  socklen_t length = sizeof code;
  int n;

  do
    {
      gint64 left = MAX (deadline - g_get_monotonic_time (), 0);

      n = poll (polled, G_N_ELEMENTS (polled), (left + 999) / 1000);
    }
  while (n < 0 && errno == EINTR);

  if (stop >= 0)
    g_cancellable_release_fd (cancellable);
  if (n > 0 && polled[0].revents == 0)
    return ECANCELED;

  if (n == 0)
    return ETIMEDOUT;
  if (n < 0 || getsockopt (fd, SOL_SOCKET, SO_ERROR, &code, &length) != 0)
    return errno;

  return code;
}

static int
connect_to (const struct sockaddr *to,
            socklen_t              length,
            gint64                 deadline,
            GCancellable          *cancellable,
            int                   *code)
{
  int fd = open_socket (to->sa_family);

  *code = 0;
  if (fd < 0 || connect (fd, to, length) != 0)
    *code = errno;
  if (fd >= 0 && *code == EINPROGRESS)
    *code = await_connected (fd, deadline, cancellable);

  if (fd >= 0 && *code != 0)
    close (fd);

  return *code == 0 ? fd : -1;
}

/* Whether somebody may be there later. A Unix socket whose queue is full says that
 * it is not ready.
 */
static gboolean
is_nobody (int code)
{
  return code == ECONNREFUSED || code == ENOENT || code == EAGAIN || code == ECONNRESET
         || code == EHOSTUNREACH || code == ENETUNREACH || code == EHOSTDOWN;
}

static int
fail_connect (const char  *address,
              int          code,
              GError     **error)
{
  if (code == ECANCELED)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "connecting to %s was stopped",
                   address);
      return -1;
    }
  if (is_nobody (code))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOBODY, "connecting to %s: %s", address,
                   g_strerror (code));
      return -1;
    }
  if (code != ETIMEDOUT)
    return fail_errno ("connecting to", address, code, error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
               "connecting to %s: nobody has answered in time", address);

  return -1;
}

static int
connect_tcp (const char    *address,
             const Parts   *parts,
             gint64         deadline,
             GCancellable  *cancellable,
             GError       **error)
{
  struct addrinfo *found = look_up (address, parts, FALSE, error);
  int code = 0;
  int fd = -1;

  if (found == NULL)
    return -1;

  for (const struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next)
    fd = connect_to (at->ai_addr, at->ai_addrlen, deadline, cancellable, &code);
  freeaddrinfo (found);

  return fd >= 0 ? fd : fail_connect (address, code, error);
}

int
_ariadne_address_connect (const char    *address,
                          gint64         timeout,
                          GCancellable  *cancellable,
                          GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  g_auto (Parts) parts = { FALSE };
  struct sockaddr_un to;
  socklen_t length;
  int code;
  int fd;

  if (!split (address, &parts, error))
    return -1;
  if (!parts.is_unix)
    return connect_tcp (address, &parts, deadline, cancellable, error);

  length = make_unix (&parts, &to);
  fd = connect_to ((struct sockaddr *) &to, length, deadline, cancellable, &code);

  return fd >= 0 ? fd : fail_connect (address, code, error);
}

char *
_ariadne_address_describe_peer (int fd)
{
  struct sockaddr_storage from = { 0 };
  socklen_t length = sizeof from;
  struct ucred who;
  socklen_t who_length = sizeof who;

  if (getpeername (fd, (struct sockaddr *) &from, &length) != 0)
    return g_strdup ("a peer");
  if (from.ss_family != AF_UNIX)
    return format_inet ((struct sockaddr *) &from, length);
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &who, &who_length) != 0)
    return g_strdup ("a process of this host");

  return g_strdup_printf ("process %d", (int) who.pid);
}

static void
set_option (int fd,
            int option,
            int value)
{
  setsockopt (fd, IPPROTO_TCP, option, &value, sizeof value);
}

void
_ariadne_address_prepare (int fd)
{
  int domain = AF_UNIX;
  socklen_t length = sizeof domain;
  int on = 1;

  if (getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0 || domain == AF_UNIX)
    return;

  set_option (fd, TCP_NODELAY, 1);
  set_option (fd, TCP_KEEPIDLE, TCP_IDLE);
  set_option (fd, TCP_KEEPINTVL, TCP_INTERVAL);
  set_option (fd, TCP_KEEPCNT, TCP_PROBES);
  set_option (fd, TCP_USER_TIMEOUT, TCP_TIMEOUT);
  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}
