/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two hosts in miniature: network namespaces of which each has one device, and
 * what is sent on one comes out of the other, unless it is lost, and later.
 *
 * The system's own emulation of bad networks is a kernel module that many
 * machines lack. Here the devices are TUN devices, and a thread is the cable;
 * what it loses is counted, so every run loses as much.
 */

#define NET_LINK_HOSTS 2

/* The number of host 0 and of host 1. */
#define NET_LINK_ADDRESS_0 "10.73.0.1"
#define NET_LINK_ADDRESS_1 "10.73.0.2"

typedef struct _NetLink NetLink;

/* Becomes able to make namespaces. Must be called before there are any threads;
 * gives why not, or NULL.
 */
const char *net_link_prepare (void);

/* Makes the hosts. Of every `loss` packets in either direction one is lost; none,
 * if that is 0. The calling thread ends up on host 1. NULL, and errno, if the
 * system does not offer what is needed.
 */
NetLink    *net_link_new     (guint    delay_ms,
                              guint    loss);
void        net_link_free    (NetLink *self);

/* Between fork and exec: moves the process to a host. */
void        net_link_enter   (NetLink *self,
                              guint    host);

/* After so many more packets nothing gets through any more. */
void        net_link_cut     (NetLink *self,
                              guint    n_packets);
gboolean    net_link_is_cut  (NetLink *self);
guint       net_link_count   (NetLink *self,
                              guint   *n_lost);

G_END_DECLS
