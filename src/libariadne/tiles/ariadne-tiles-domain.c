/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "tiles/ariadne-tiles-domain.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"
#include "tiles/ariadne-tiles-domain-private.h"
#include "tiles/ariadne-tiles-state.h"

/**
 * AriadneTilesDomain:
 *
 * The 8-, the 15- and the 24-puzzle: tiles in a square, of which one is missing,
 * and a move slides a tile next to the blank into it.
 *
 * In the goal the blank (0) comes first and the tiles follow in order, row by row,
 * as in the instances of Korf (1985). Every state of the domain can be solved:
 * whatever cannot is rejected where it comes in. The cost of a state is its
 * Manhattan distance, 0 at the goal alone; neighbours come in the order in which
 * the blank goes up, left, right and down.
 */
struct _AriadneTilesDomain
{
  GObject parent_instance;

  const AriadneTilesLayout *layout;
};

enum
{
  PROP_0,
  PROP_SIDE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void ariadne_tiles_domain_iface_init (AriadneDomainInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneTilesDomain, ariadne_tiles_domain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                      ariadne_tiles_domain_iface_init))

static const AriadneTilesLayout *
get_layout (AriadneDomain *domain)
{
  return ARIADNE_TILES_DOMAIN (domain)->layout;
}

static gboolean
ariadne_tiles_domain_expand (AriadneDomain  *domain,
                             AriadneState   *state,
                             GPtrArray      *neighbours,
                             GError        **error)
{
  const AriadneTilesLayout *layout = get_layout (domain);
  const guint64 *words = _ariadne_tiles_state_get_words (state);
  guint blank = _ariadne_tiles_layout_find_blank (layout, words);

  for (guint i = 0; i < layout->n_moves[blank]; i++)
    {
      AriadneTilesState *neighbour = _ariadne_tiles_state_new (layout, words);

      _ariadne_tiles_layout_move (layout, neighbour->words, blank, layout->moves[blank][i]);
      g_ptr_array_add (neighbours, neighbour);
    }

  return TRUE;
}

static double
ariadne_tiles_domain_cost (AriadneDomain *domain,
                           AriadneState  *state)
{
  return _ariadne_tiles_layout_get_distance (get_layout (domain),
                                             _ariadne_tiles_state_get_words (state));
}

static guint
ariadne_tiles_domain_size (AriadneDomain *domain,
                           AriadneState  *state)
{
  return 1;
}

static guint64
ariadne_tiles_domain_hash (AriadneDomain *domain,
                           AriadneState  *state)
{
  const AriadneTilesLayout *layout = get_layout (domain);
  const guint64 *words = _ariadne_tiles_state_get_words (state);
  guint64 hash = layout->side;

  /* Each step can be undone, hence boards of one word never collide; and every bit
   * of a word makes a difference to every half of the hash.
   */
  for (guint i = 0; i < layout->n_words; i++)
    {
      hash = (hash ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 29;
      hash *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      hash ^= hash >> 32;
      hash *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
    }

  return hash;
}

static gboolean
ariadne_tiles_domain_equal (AriadneDomain *domain,
                            AriadneState  *a,
                            AriadneState  *b)
{
  return memcmp (_ariadne_tiles_state_get_words (a), _ariadne_tiles_state_get_words (b),
                 get_layout (domain)->n_words * sizeof (guint64)) == 0;
}

/* Every tile in a byte. */
static gboolean
ariadne_tiles_domain_encode (AriadneDomain  *domain,
                             AriadneState   *state,
                             GByteArray     *bytes,
                             GError        **error)
{
  const AriadneTilesLayout *layout = get_layout (domain);
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];

  _ariadne_tiles_layout_unpack (layout, _ariadne_tiles_state_get_words (state), tiles);
  g_byte_array_append (bytes, tiles, layout->n_places);

  return TRUE;
}

static void
ariadne_tiles_domain_serialize (AriadneDomain *domain,
                                AriadneState  *state,
                                GByteArray    *bytes)
{
  _ariadne_tiles_layout_write (get_layout (domain), _ariadne_tiles_state_get_words (state), bytes);
}

static AriadneState *
ariadne_tiles_domain_deserialize (AriadneDomain  *domain,
                                  const guint8   *data,
                                  gsize           length,
                                  GError        **error)
{
  const AriadneTilesLayout *layout = get_layout (domain);
  guint64 words[ARIADNE_TILES_MAX_WORDS];

  if (!_ariadne_tiles_layout_read (layout, data, length, words, error))
    return NULL;

  return &_ariadne_tiles_state_new (layout, words)->parent;
}

/* One behind another: they are all of one length. */
static void
ariadne_tiles_domain_serialize_all (AriadneDomain         *domain,
                                    AriadneState * const  *states,
                                    guint                  n_states,
                                    GByteArray            *bytes)
{
  for (guint i = 0; i < n_states; i++)
    ariadne_tiles_domain_serialize (domain, states[i], bytes);
}

static gboolean
ariadne_tiles_domain_deserialize_all (AriadneDomain  *domain,
                                      const guint8   *data,
                                      gsize           length,
                                      AriadneState  **states,
                                      guint           n_states,
                                      GError        **error)
{
  gsize n_bytes = get_layout (domain)->n_bytes;
  guint n = 0;

  if (length != n_states * n_bytes)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                   "%u boards have %" G_GSIZE_FORMAT " bytes, expected %" G_GSIZE_FORMAT " each",
                   n_states, length, n_bytes);
      return FALSE;
    }

  while (n < n_states
         && (states[n] = ariadne_tiles_domain_deserialize (domain, data + n * n_bytes, n_bytes,
                                                           error)) != NULL)
    n++;
  if (n == n_states)
    return TRUE;

  g_prefix_error (error, "board %u: ", n);
  while (n > 0)
    ariadne_state_unref (states[--n]);

  return FALSE;
}

/* The tiles row by row, as files have them. */
static char *
ariadne_tiles_domain_describe (AriadneDomain *domain,
                               AriadneState  *state)
{
  const AriadneTilesLayout *layout = get_layout (domain);
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];
  char text[3 * ARIADNE_TILES_MAX_PLACES];
  char *end = text;

  _ariadne_tiles_layout_unpack (layout, _ariadne_tiles_state_get_words (state), tiles);
  for (guint place = 0; place < layout->n_places; place++)
    {
      if (tiles[place] >= 10)
        *end++ = '0' + tiles[place] / 10;
      *end++ = '0' + tiles[place] % 10;
      *end++ = ' ';
    }

  return g_strndup (text, end - 1 - text);
}

static gboolean
ariadne_tiles_domain_is_goal (AriadneDomain *domain,
                              AriadneState  *state)
{
  return ariadne_tiles_domain_cost (domain, state) == 0;
}

/* The kind of the recipes made here; their parameter is the side. */
#define RECIPE_KIND "sliding-tiles"

static GVariant *
ariadne_tiles_domain_dup_recipe (AriadneDomain *domain)
{
  return g_variant_new (ARIADNE_RECIPE_TYPE_STRING, RECIPE_KIND,
                        g_variant_new_uint32 (get_layout (domain)->side));
}

static void
ariadne_tiles_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->expand = ariadne_tiles_domain_expand;
  iface->cost = ariadne_tiles_domain_cost;
  iface->size = ariadne_tiles_domain_size;
  iface->hash = ariadne_tiles_domain_hash;
  iface->equal = ariadne_tiles_domain_equal;
  iface->encode = ariadne_tiles_domain_encode;
  iface->serialize = ariadne_tiles_domain_serialize;
  iface->deserialize = ariadne_tiles_domain_deserialize;
  iface->serialize_all = ariadne_tiles_domain_serialize_all;
  iface->deserialize_all = ariadne_tiles_domain_deserialize_all;
  iface->describe = ariadne_tiles_domain_describe;
  iface->is_goal = ariadne_tiles_domain_is_goal;
  iface->dup_recipe = ariadne_tiles_domain_dup_recipe;
}

static void
ariadne_tiles_domain_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  AriadneTilesDomain *self = ARIADNE_TILES_DOMAIN (object);

  switch (prop_id)
    {
    case PROP_SIDE:
      g_value_set_uint (value, self->layout->side);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_tiles_domain_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  AriadneTilesDomain *self = ARIADNE_TILES_DOMAIN (object);

  switch (prop_id)
    {
    case PROP_SIDE:
      self->layout = _ariadne_tiles_layout_get (g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_tiles_domain_class_init (AriadneTilesDomainClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ariadne_tiles_domain_get_property;
  object_class->set_property = ariadne_tiles_domain_set_property;

  /**
   * AriadneTilesDomain:side:
   *
   * How many tiles a row has.
   */
  properties[PROP_SIDE] =
    g_param_spec_uint ("side", NULL, NULL, ARIADNE_TILES_MIN_SIDE, ARIADNE_TILES_MAX_SIDE, 4,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_tiles_domain_init (AriadneTilesDomain *self)
{
}

/**
 * ariadne_tiles_domain_new:
 * @side: how many tiles a row has: 3, 4 or 5
 *
 * Makes a domain of the 8-, the 15- or the 24-puzzle.
 *
 * Returns: (transfer full): a new domain
 */
AriadneTilesDomain *
ariadne_tiles_domain_new (guint side)
{
  g_return_val_if_fail (side >= ARIADNE_TILES_MIN_SIDE && side <= ARIADNE_TILES_MAX_SIDE, NULL);

  return g_object_new (ARIADNE_TYPE_TILES_DOMAIN, "side", side, NULL);
}

/**
 * ariadne_tiles_domain_make:
 * @parameters: the parameters of a recipe of the kind `sliding-tiles`; need not be
 *   trusted
 * @error: return location for an error
 *
 * Makes a domain as another process has it: an #AriadneDomainMaker.
 *
 * Returns: (transfer full): a new domain, %NULL on error
 */
AriadneDomain *
ariadne_tiles_domain_make (GVariant  *parameters,
                           GError   **error)
{
  guint side = 0;

  g_return_val_if_fail (parameters != NULL, NULL);

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE_UINT32))
    side = g_variant_get_uint32 (parameters);
  if (side >= ARIADNE_TILES_MIN_SIDE && side <= ARIADNE_TILES_MAX_SIDE)
    return ARIADNE_DOMAIN (ariadne_tiles_domain_new (side));

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "the recipe of a domain of sliding tiles has a side of %u and type %s, expected %u"
               " to %u and type u",
               side, g_variant_get_type_string (parameters), ARIADNE_TILES_MIN_SIDE,
               ARIADNE_TILES_MAX_SIDE);

  return NULL;
}

/**
 * ariadne_tiles_domain_get_side:
 * @self: a domain
 *
 * Gets how many tiles a row has.
 *
 * Returns: 3, 4 or 5
 */
guint
ariadne_tiles_domain_get_side (AriadneTilesDomain *self)
{
  g_return_val_if_fail (ARIADNE_IS_TILES_DOMAIN (self), 0);

  return self->layout->side;
}

/**
 * ariadne_tiles_domain_make_state:
 * @self: a domain
 * @tiles: (array length=n_tiles): the tiles row by row, 0 for the blank
 * @n_tiles: how many there are
 * @error: return location for an error
 *
 * Makes a state. May be called on any thread.
 *
 * Returns: (transfer full): the state; %NULL with %ARIADNE_ERROR_INVALID_ARGUMENT
 *   if a tile is missing or the goal cannot be reached
 */
AriadneState *
ariadne_tiles_domain_make_state (AriadneTilesDomain  *self,
                                 const guint8        *tiles,
                                 guint                n_tiles,
                                 GError             **error)
{
  guint64 words[ARIADNE_TILES_MAX_WORDS];

  g_return_val_if_fail (ARIADNE_IS_TILES_DOMAIN (self), NULL);
  g_return_val_if_fail (tiles != NULL, NULL);

  if (n_tiles != self->layout->n_places)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "there are %u tiles, expected %u with the blank", n_tiles,
                   self->layout->n_places);
      return NULL;
    }
  if (!_ariadne_tiles_layout_check (self->layout, tiles, ARIADNE_ERROR_INVALID_ARGUMENT, error))
    return NULL;

  _ariadne_tiles_layout_pack (self->layout, tiles, words);

  return &_ariadne_tiles_state_new (self->layout, words)->parent;
}

const AriadneTilesLayout *
_ariadne_tiles_domain_get_layout (AriadneTilesDomain *self)
{
  return self->layout;
}
