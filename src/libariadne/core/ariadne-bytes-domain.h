/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BYTES_DOMAIN (ariadne_bytes_domain_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneBytesDomain, ariadne_bytes_domain, ARIADNE, BYTES_DOMAIN, GObject)

/**
 * AriadneBytesDomainClass:
 * @expand_bytes: lists the neighbours of a state
 * @measure_bytes: gives the costs of states, one call a list
 * @describe_bytes: writes a state as text; has a default
 * @expand_packed: lists the neighbours of states, one call a list; calls
 *   @expand_bytes for each by default
 * @measure_packed: gives the costs of states, one call a list; calls @measure_bytes
 *   by default
 *
 * What a kind of search problem provides whose states are strings of bytes. See
 * [class@BytesDomain] for the thread on which it is called.
 */
struct _AriadneBytesDomainClass
{
  GObjectClass parent_class;

  /**
   * AriadneBytesDomainClass::expand_bytes:
   * @self: a domain
   * @state: a state
   * @error: return location for an error
   *
   * Lists the neighbours of a state, in an order that depends on it alone. They
   * must differ from one another and from @state. Where it fails, so does the search.
   *
   * Returns: (transfer full) (array zero-terminated=1): the neighbours
   */
  GBytes   **(*expand_bytes)   (AriadneBytesDomain  *self,
                                GBytes              *state,
                                GError             **error);

  /**
   * AriadneBytesDomainClass::measure_bytes:
   * @self: a domain
   * @states: (element-type GLib.Bytes): states, at least one
   * @error: return location for an error
   *
   * Gives the costs of states. Fails if one of them is no state.
   *
   * Returns: (transfer full) (element-type gdouble): as many finite numbers
   */
  GArray    *(*measure_bytes)  (AriadneBytesDomain  *self,
                                GPtrArray           *states,
                                GError             **error);

  /**
   * AriadneBytesDomainClass::describe_bytes:
   * @self: a domain
   * @state: a state
   * @error: return location for an error
   *
   * Writes a state as text on one line, different states differently. Without it
   * states are written in hexadecimal digits; so are those for which it fails, with
   * a warning.
   *
   * Returns: (transfer full): the text
   */
  char      *(*describe_bytes) (AriadneBytesDomain  *self,
                                GBytes              *state,
                                GError             **error);

  /**
   * AriadneBytesDomainClass::expand_packed:
   * @self: a domain
   * @n_states: how many states there are, at least 1
   * @states: the states, one behind another
   * @offsets: @n_states + 1 numbers of 32 bits in the byte order of this machine:
   *   where in @states each of them begins, and where the last one ends
   * @n_neighbours: (out) (transfer full): @n_states numbers of 32 bits: how many
   *   neighbours each of the states has
   * @neighbour_offsets: (out) (transfer full): where the neighbours begin and the
   *   last one ends, as @offsets for the states
   * @error: return location for an error
   *
   * Lists the neighbours of states, as @expand_bytes does of each: those of the
   * first state, those of the second, and so on. What is next to a state, and in
   * which order, depends on that state alone. Where it fails for a list, it is called
   * for each of the states that a search needs, and fails the search if it fails again.
   *
   * A class that has this function needs no expand_bytes.
   *
   * Returns: (transfer full): the neighbours, one behind another
   */
  GBytes    *(*expand_packed)  (AriadneBytesDomain  *self,
                                guint                n_states,
                                GBytes              *states,
                                GBytes              *offsets,
                                GBytes             **n_neighbours,
                                GBytes             **neighbour_offsets,
                                GError             **error);

  /**
   * AriadneBytesDomainClass::measure_packed:
   * @self: a domain
   * @n_states: how many states there are, at least 1
   * @states: the states, one behind another
   * @offsets: @n_states + 1 numbers of 32 bits in the byte order of this machine:
   *   where in @states each of them begins, and where the last one ends
   * @error: return location for an error
   *
   * Gives the costs of states, as @measure_bytes does. Fails if one of them is no
   * state. A class that has this function needs no measure_bytes.
   *
   * Returns: (transfer full): a finite float64 in the byte order of this machine for
   *   every state
   */
  GBytes    *(*measure_packed) (AriadneBytesDomain  *self,
                                guint                n_states,
                                GBytes              *states,
                                GBytes              *offsets,
                                GError             **error);
};

ARIADNE_AVAILABLE_IN_ALL
AriadneState *ariadne_bytes_domain_make_state  (AriadneBytesDomain  *self,
                                                GBytes              *bytes,
                                                GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
GBytes       *ariadne_bytes_domain_dup_bytes   (AriadneBytesDomain  *self,
                                                AriadneState        *state)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
GMainContext *ariadne_bytes_domain_get_context (AriadneBytesDomain  *self);

G_END_DECLS
