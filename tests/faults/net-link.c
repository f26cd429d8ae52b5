/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include "net-link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_PACKET 2048

typedef struct
{
  gint64 due;
  guint  to;     /* the host */
  gsize  length;
  guint8 data[];
} Packet;

typedef struct
{
  int   net;     /* the namespace */
  int   tun;
  guint n_sent;  /* used by the cable only */
} Host;

struct _NetLink
{
  Host     hosts[NET_LINK_HOSTS];
  guint    delay_ms;
  guint    loss;
  GThread *cable;
  int      waker;

  /* Atomic. */
  gint     stopping;
  gint     n_packets;
  gint     n_lost;
  gint     cut_after; /* the number of packets; negative for never */

  GQueue   queue;     /* of Packet, by time; used by the cable only */
};

static gboolean
write_text (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean is_written = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return is_written;
}

const char *
net_link_prepare (void)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", geteuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", getegid ());

  if (access ("/dev/net/tun", R_OK | W_OK) != 0)
    return "there is no /dev/net/tun";
  if (geteuid () == 0)
    return NULL;

  if (unshare (CLONE_NEWUSER) != 0
      || !write_text ("/proc/self/setgroups", "deny")
      || !write_text ("/proc/self/uid_map", uids)
      || !write_text ("/proc/self/gid_map", gids))
    return "this user may not make namespaces";

  return NULL;
}

static void
set_address (struct sockaddr *to,
             const char      *text)
{
  struct sockaddr_in address = { .sin_family = AF_INET };

  inet_pton (AF_INET, text, &address.sin_addr);
  memcpy (to, &address, sizeof address);
}

static gboolean
bring_up (int         control,
          const char *device,
          const char *address)
{
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, device, sizeof request.ifr_name);
  if (address != NULL)
    {
      set_address (&request.ifr_addr, address);
      if (ioctl (control, SIOCSIFADDR, &request) != 0)
        return FALSE;
      set_address (&request.ifr_netmask, "255.255.255.0");
      if (ioctl (control, SIOCSIFNETMASK, &request) != 0)
        return FALSE;
    }

  request.ifr_flags = IFF_UP | IFF_RUNNING;

  return ioctl (control, SIOCSIFFLAGS, &request) == 0;
}

/* In a namespace of its own, where the calling thread stays. */
static gboolean
host_init (Host       *self,
           const char *address)
{
  struct ifreq request = { .ifr_name = "cable", .ifr_flags = IFF_TUN | IFF_NO_PI };
  int control;
  gboolean is_up;

  self->net = self->tun = -1;
  if (unshare (CLONE_NEWNET) != 0)
    return FALSE;

  self->net = open ("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  self->tun = open ("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (self->net < 0 || self->tun < 0 || ioctl (self->tun, TUNSETIFF, &request) != 0)
    return FALSE;

  control = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  is_up = bring_up (control, "cable", address) && bring_up (control, "lo", NULL);
  close (control);

  return is_up;
}

static void
host_clear (Host *self)
{
  if (self->net >= 0)
    close (self->net);
  if (self->tun >= 0)
    close (self->tun);
}

/* Whether a packet gets through; what is lost is spread over both directions. */
static gboolean
passes (NetLink *self,
        Host    *from)
{
  gint n = g_atomic_int_add (&self->n_packets, 1);
  gint cut_after = g_atomic_int_get (&self->cut_after);

  from->n_sent++;
  if ((cut_after < 0 || n < cut_after) && (self->loss == 0 || from->n_sent % self->loss != 0))
    return TRUE;

  g_atomic_int_inc (&self->n_lost);

  return FALSE;
}

static void
take_in (NetLink *self,
         guint    from)
{
  guint8 data[MAX_PACKET];
  gssize length;

  while ((length = read (self->hosts[from].tun, data, sizeof data)) > 0)
    {
      Packet *packet;

      if (!passes (self, &self->hosts[from]))
        continue;

      packet = g_malloc (sizeof *packet + (gsize) length);
      packet->due = g_get_monotonic_time () + 1000 * (gint64) self->delay_ms;
      packet->to = 1 - from;
      packet->length = (gsize) length;
      memcpy (packet->data, data, (gsize) length);
      g_queue_push_tail (&self->queue, packet);
    }
}

/* Gives how long to wait for the next packet, in milliseconds. */
static int
give_out (NetLink *self)
{
  gint64 now = g_get_monotonic_time ();
  Packet *packet;

  while ((packet = g_queue_peek_head (&self->queue)) != NULL && packet->due <= now)
    {
      /* A device that takes no more loses it, as they do. */
      if (write (self->hosts[packet->to].tun, packet->data, packet->length) < 0)
        g_atomic_int_inc (&self->n_lost);
      g_free (g_queue_pop_head (&self->queue));
    }

  return packet != NULL ? (int) ((packet->due - now) / 1000) + 1 : -1;
}

static gpointer
cable_func (gpointer data)
{
  NetLink *self = data;
  struct pollfd fds[] = {
    { self->hosts[0].tun, POLLIN, 0 },
    { self->hosts[1].tun, POLLIN, 0 },
    { self->waker, POLLIN, 0 },
  };

  while (!g_atomic_int_get (&self->stopping))
    {
      poll (fds, G_N_ELEMENTS (fds), give_out (self));
      take_in (self, 0);
      take_in (self, 1);
    }

  return NULL;
}

NetLink *
net_link_new (guint delay_ms,
              guint loss)
{
  NetLink *self = g_new0 (NetLink, 1);

  self->delay_ms = delay_ms;
  self->loss = loss;
  self->cut_after = -1;
  self->hosts[1].net = self->hosts[1].tun = -1;
  self->waker = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_queue_init (&self->queue);

  if (!host_init (&self->hosts[0], NET_LINK_ADDRESS_0)
      || !host_init (&self->hosts[1], NET_LINK_ADDRESS_1))
    {
      int saved_errno = errno;

      net_link_free (self);
      errno = saved_errno;

      return NULL;
    }

  self->cable = g_thread_new ("cable", cable_func, self);

  return self;
}

void
net_link_free (NetLink *self)
{
  const guint64 one = 1;

  if (self->cable != NULL)
    {
      g_atomic_int_set (&self->stopping, 1);
      g_assert_cmpint (write (self->waker, &one, sizeof one), ==, sizeof one);
      g_thread_join (self->cable);
    }

  g_queue_clear_full (&self->queue, g_free);
  for (guint i = 0; i < NET_LINK_HOSTS; i++)
    host_clear (&self->hosts[i]);
  close (self->waker);
  g_free (self);
}

void
net_link_enter (NetLink *self,
                guint    host)
{
  if (setns (self->hosts[host].net, CLONE_NEWNET) != 0)
    _exit (126);
}

void
net_link_cut (NetLink *self,
              guint    n_packets)
{
  g_atomic_int_set (&self->cut_after, g_atomic_int_get (&self->n_packets) + (gint) n_packets);
}

gboolean
net_link_is_cut (NetLink *self)
{
  gint cut_after = g_atomic_int_get (&self->cut_after);

  return cut_after >= 0 && g_atomic_int_get (&self->n_packets) >= cut_after;
}

guint
net_link_count (NetLink *self,
                guint   *n_lost)
{
  *n_lost = (guint) g_atomic_int_get (&self->n_lost);

  return (guint) g_atomic_int_get (&self->n_packets);
}
