/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-domain.h"
#include "core/ariadne-error.h"

/**
 * AriadneDomain:
 *
 * A kind of search problem: what its states are, which states are next to
 * which, and what a state costs.
 *
 * Searches, servers and engines know states only through this interface. Every
 * function may be called on any thread and on several at a time; a domain is
 * immutable once its construction is over.
 */

G_DEFINE_INTERFACE (AriadneDomain, ariadne_domain, G_TYPE_OBJECT)

static void
ariadne_domain_default_init (AriadneDomainInterface *iface)
{
}

/**
 * ariadne_domain_expand: (skip)
 * @self: a domain
 * @state: the state to expand
 * @neighbours: (element-type AriadneState): an array to append to; its free
 *   function must be ariadne_state_unref()
 * @error: return location for an error
 *
 * Appends the neighbours of @state to @neighbours, in the domain's own order.
 *
 * The neighbours are distinct from one another and from @state. On failure
 * @neighbours is left as it was.
 *
 * Fails with what the domain says, if it cannot tell the neighbours of @state.
 *
 * Returns: whether @state could be expanded
 */
gboolean
ariadne_domain_expand (AriadneDomain  *self,
                       AriadneState   *state,
                       GPtrArray      *neighbours,
                       GError        **error)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);
  g_return_val_if_fail (neighbours != NULL, FALSE);

  return ARIADNE_DOMAIN_GET_IFACE (self)->expand (self, state, neighbours, error);
}

static gboolean
expand_each (AriadneDomain         *self,
             AriadneState * const  *states,
             guint                  n_states,
             GPtrArray * const     *neighbours,
             GError               **error)
{
  for (guint i = 0; i < n_states; i++)
    if (!ariadne_domain_expand (self, states[i], neighbours[i], error))
      {
        for (guint j = 0; j < i; j++)
          g_ptr_array_set_size (neighbours[j], 0);
        return FALSE;
      }

  return TRUE;
}

/**
 * ariadne_domain_expand_all: (skip)
 * @self: a domain
 * @states: (array length=n_states): the states to expand
 * @n_states: the number of states
 * @neighbours: (array length=n_states): an empty array for each, with
 *   ariadne_state_unref() as its free function
 * @error: return location for an error
 *
 * Puts the neighbours of each of @states into the array at its position, as
 * ariadne_domain_expand() would. A domain that prefers lists is called once. Fails
 * if it fails for one of them: the arrays are then empty, and @error need not tell
 * which state it is about.
 *
 * Returns: whether all of @states could be expanded
 */
gboolean
ariadne_domain_expand_all (AriadneDomain         *self,
                           AriadneState * const  *states,
                           guint                  n_states,
                           GPtrArray * const     *neighbours,
                           GError               **error)
{
  AriadneDomainInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);
  g_return_val_if_fail (n_states == 0 || (states != NULL && neighbours != NULL), FALSE);

  iface = ARIADNE_DOMAIN_GET_IFACE (self);
  if (iface->expand_all != NULL)
    return iface->expand_all (self, states, n_states, neighbours, error);

  return expand_each (self, states, n_states, neighbours, error);
}

/**
 * ariadne_domain_prefers_lists:
 * @self: a domain
 *
 * Tells whether expanding several states in one call is cheaper than one by one.
 * Searches then ask for the neighbours of what they will probably expand next
 * ahead of time; what they visit does not depend on it.
 *
 * Returns: whether it is
 */
gboolean
ariadne_domain_prefers_lists (AriadneDomain *self)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);

  return ARIADNE_DOMAIN_GET_IFACE (self)->expand_all != NULL;
}

/**
 * ariadne_domain_list_neighbours: (rename-to ariadne_domain_expand)
 * @self: a domain
 * @state: the state to expand
 * @n_neighbours: (out): the number of neighbours
 * @error: return location for an error
 *
 * Gets the neighbours of @state as ariadne_domain_expand() finds them, for
 * languages that cannot append to an array.
 *
 * Returns: (array length=n_neighbours) (transfer full): the neighbours
 */
AriadneState **
ariadne_domain_list_neighbours (AriadneDomain  *self,
                                AriadneState   *state,
                                guint          *n_neighbours,
                                GError        **error)
{
  g_autoptr (GPtrArray) neighbours = NULL;
  gsize length;
  gpointer *list;

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), NULL);
  g_return_val_if_fail (n_neighbours != NULL, NULL);

  *n_neighbours = 0;
  neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  if (!ariadne_domain_expand (self, state, neighbours, error))
    return NULL;

  list = g_ptr_array_steal (neighbours, &length);
  *n_neighbours = length;

  return (AriadneState **) list;
}

/**
 * ariadne_domain_cost:
 * @self: a domain
 * @state: a state
 *
 * Gets the cost of @state, which a search tries to lower.
 *
 * Returns: the cost, in the domain's own unit
 */
double
ariadne_domain_cost (AriadneDomain *self,
                     AriadneState  *state)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), 0.0);

  return ARIADNE_DOMAIN_GET_IFACE (self)->cost (self, state);
}

/**
 * ariadne_domain_size:
 * @self: a domain
 * @state: a state
 *
 * Gets how much work @state is for a model, relative to other states: for a
 * graph network the number of nodes.
 *
 * Returns: the size, at least 1
 */
guint
ariadne_domain_size (AriadneDomain *self,
                     AriadneState  *state)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), 1);

  return ARIADNE_DOMAIN_GET_IFACE (self)->size (self, state);
}

/**
 * ariadne_domain_hash:
 * @self: a domain
 * @state: a state
 *
 * Gets a hash that is the same for equal states.
 *
 * Returns: all 64 bits are usable
 */
guint64
ariadne_domain_hash (AriadneDomain *self,
                     AriadneState  *state)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), 0);

  return ARIADNE_DOMAIN_GET_IFACE (self)->hash (self, state);
}

/**
 * ariadne_domain_equal:
 * @self: a domain
 * @a: a state
 * @b: another state
 *
 * Compares two states in the sense of the domain.
 *
 * Returns: whether a search should take @a and @b for the same state
 */
gboolean
ariadne_domain_equal (AriadneDomain *self,
                      AriadneState  *a,
                      AriadneState  *b)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);

  return ARIADNE_DOMAIN_GET_IFACE (self)->equal (self, a, b);
}

/**
 * ariadne_domain_encode: (skip)
 * @self: a domain
 * @state: a state
 * @bytes: the array to append to
 * @error: return location for an error
 *
 * Appends the form of @state in which a model reads it.
 *
 * Fails with what the domain says if @state has no such form.
 *
 * Returns: whether @state has such a form; if not, @bytes is as it was
 */
gboolean
ariadne_domain_encode (AriadneDomain  *self,
                       AriadneState   *state,
                       GByteArray     *bytes,
                       GError        **error)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  return ARIADNE_DOMAIN_GET_IFACE (self)->encode (self, state, bytes, error);
}

/**
 * ariadne_domain_encode_to_bytes: (rename-to ariadne_domain_encode)
 * @self: a domain
 * @state: a state
 * @error: return location for an error
 *
 * Gets the form of @state in which a model reads it; see
 * ariadne_domain_encode().
 *
 * Fails as that does.
 *
 * Returns: (transfer full): the form
 */
GBytes *
ariadne_domain_encode_to_bytes (AriadneDomain  *self,
                                AriadneState   *state,
                                GError        **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), NULL);

  if (!ariadne_domain_encode (self, state, bytes, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * ariadne_domain_serialize: (skip)
 * @self: a domain
 * @state: a state
 * @bytes: the array to append to
 *
 * Appends a compact form of @state that ariadne_domain_deserialize() reads.
 */
void
ariadne_domain_serialize (AriadneDomain *self,
                          AriadneState  *state,
                          GByteArray    *bytes)
{
  g_return_if_fail (ARIADNE_IS_DOMAIN (self));
  g_return_if_fail (bytes != NULL);

  ARIADNE_DOMAIN_GET_IFACE (self)->serialize (self, state, bytes);
}

/**
 * ariadne_domain_serialize_to_bytes: (rename-to ariadne_domain_serialize)
 * @self: a domain
 * @state: a state
 *
 * Gets a compact form of @state that ariadne_domain_deserialize() reads.
 *
 * Returns: (transfer full): the form
 */
GBytes *
ariadne_domain_serialize_to_bytes (AriadneDomain *self,
                                   AriadneState  *state)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), NULL);

  ariadne_domain_serialize (self, state, bytes);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * ariadne_domain_deserialize:
 * @self: a domain
 * @data: (array length=length): what ariadne_domain_serialize() wrote, or
 *   anything that claims to be it
 * @length: the number of bytes
 * @error: return location for an error
 *
 * Reads a state. The input is not trusted: whatever it holds, the result is
 * either a valid state or an error.
 *
 * Fails with %ARIADNE_ERROR_PARSE if @data is no state.
 *
 * Returns: (transfer full) (nullable): the state
 */
AriadneState *
ariadne_domain_deserialize (AriadneDomain  *self,
                            const guint8   *data,
                            gsize           length,
                            GError        **error)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), NULL);

  return ARIADNE_DOMAIN_GET_IFACE (self)->deserialize (self, data, length, error);
}

/* One by one, each behind its length in 4 bytes. */
static void
serialize_each (AriadneDomain         *self,
                AriadneState * const  *states,
                guint                  n_states,
                GByteArray            *bytes)
{
  const AriadneDomainInterface *iface = ARIADNE_DOMAIN_GET_IFACE (self);

  for (guint i = 0; i < n_states; i++)
    {
      guint start = _ariadne_bytes_begin_part (bytes);

      iface->serialize (self, states[i], bytes);
      _ariadne_bytes_end_part (bytes, start);
    }
}

/**
 * ariadne_domain_serialize_all: (skip)
 * @self: a domain
 * @states: (array length=n_states): states, which may have much in common
 * @n_states: how many there are; may be 0
 * @bytes: the array to append to
 *
 * Appends a compact form of states that ariadne_domain_deserialize_all() reads.
 * Each state takes at least a byte.
 */
void
ariadne_domain_serialize_all (AriadneDomain         *self,
                              AriadneState * const  *states,
                              guint                  n_states,
                              GByteArray            *bytes)
{
  AriadneDomainInterface *iface;

  g_return_if_fail (ARIADNE_IS_DOMAIN (self));
  g_return_if_fail (states != NULL || n_states == 0);
  g_return_if_fail (bytes != NULL);

  iface = ARIADNE_DOMAIN_GET_IFACE (self);
  if (iface->serialize_all != NULL)
    iface->serialize_all (self, states, n_states, bytes);
  else
    serialize_each (self, states, n_states, bytes);
}

static AriadneState *
deserialize_next (AriadneDomain                 *self,
                  const AriadneDomainInterface  *iface,
                  AriadneByteReader             *reader,
                  GError                       **error)
{
  const guint8 *data;
  guint32 length;

  if (!_ariadne_byte_reader_length (reader, &length, "the length of a state", error))
    return NULL;

  data = _ariadne_byte_reader_bytes (reader, length, "a state of its length", error);

  return data != NULL ? iface->deserialize (self, data, length, error) : NULL;
}

static gboolean
deserialize_each (AriadneDomain  *self,
                  const guint8   *data,
                  gsize           length,
                  AriadneState  **states,
                  guint           n_states,
                  GError        **error)
{
  const AriadneDomainInterface *iface = ARIADNE_DOMAIN_GET_IFACE (self);
  AriadneByteReader reader = { "States", ARIADNE_ERROR_PARSE, data, length, 0 };
  guint n = 0;

  while (n < n_states && (states[n] = deserialize_next (self, iface, &reader, error)) != NULL)
    n++;

  if (n == n_states && _ariadne_byte_reader_end (&reader, error))
    return TRUE;

  while (n > 0)
    ariadne_state_unref (states[--n]);

  return FALSE;
}

/**
 * ariadne_domain_deserialize_all: (skip)
 * @self: a domain
 * @data: (array length=length): what ariadne_domain_serialize_all() wrote, or
 *   anything that claims to be it
 * @length: the number of bytes
 * @states: (array length=n_states) (out caller-allocates) (transfer full): where
 *   the states go
 * @n_states: how many states there are to be
 * @error: return location for an error
 *
 * Reads states. The input is not trusted: whatever it holds, the result is
 * either as many valid states or an error. On an error @states has none, but its
 * elements may have changed.
 *
 * Fails with %ARIADNE_ERROR_PARSE if @data is not so many states.
 *
 * Returns: whether the states are there
 */
gboolean
ariadne_domain_deserialize_all (AriadneDomain  *self,
                                const guint8   *data,
                                gsize           length,
                                AriadneState  **states,
                                guint           n_states,
                                GError        **error)
{
  AriadneDomainInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);
  g_return_val_if_fail (states != NULL || n_states == 0, FALSE);

  iface = ARIADNE_DOMAIN_GET_IFACE (self);
  if (iface->deserialize_all != NULL)
    return iface->deserialize_all (self, data, length, states, n_states, error);

  return deserialize_each (self, data, length, states, n_states, error);
}

/**
 * ariadne_domain_describe:
 * @self: a domain
 * @state: a state
 *
 * Writes @state as text, on one line. Digests of what was visited are made
 * from it.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_domain_describe (AriadneDomain *self,
                         AriadneState  *state)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), NULL);

  return ARIADNE_DOMAIN_GET_IFACE (self)->describe (self, state);
}

/**
 * ariadne_domain_dup_recipe:
 * @self: a domain
 *
 * Gets what another process needs to make an equal domain: a kind, and
 * parameters that are enough by themselves, see [struct@Recipes]. States that
 * one of the two has serialised the other can read.
 *
 * Returns: (transfer full) (nullable): a recipe of type
 *   %ARIADNE_RECIPE_TYPE_STRING, or %NULL if the domain cannot leave its process
 */
GVariant *
ariadne_domain_dup_recipe (AriadneDomain *self)
{
  AriadneDomainInterface *iface;
  GVariant *recipe;

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), NULL);

  iface = ARIADNE_DOMAIN_GET_IFACE (self);
  recipe = iface->dup_recipe != NULL ? iface->dup_recipe (self) : NULL;

  return recipe != NULL ? g_variant_take_ref (recipe) : NULL;
}

/**
 * ariadne_domain_is_goal:
 * @self: a domain
 * @state: a state
 *
 * Tells whether a search that looks for a way to a goal has one there. Domains
 * without goals have states that are better or worse, as their cost says.
 *
 * Returns: whether @state is a goal
 */
gboolean
ariadne_domain_is_goal (AriadneDomain *self,
                        AriadneState  *state)
{
  AriadneDomainInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_DOMAIN (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  iface = ARIADNE_DOMAIN_GET_IFACE (self);

  return iface->is_goal != NULL && iface->is_goal (self, state);
}
