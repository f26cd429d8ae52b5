/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-bytes-domain.h"
#include "core/ariadne-bytes-question.h"
#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"

/**
 * AriadneBytesDomain:
 *
 * A search problem whose states are strings of bytes: what to derive from in any
 * language to bring a problem of your own.
 *
 * A derived class says what is next to a state and what states cost, in lists.
 * All the rest is done here: two states are the same if their bytes are, a state
 * knows its cost, is kept and sent as its bytes, and these are what a model reads,
 * such as [class@BytesModel].
 *
 * # Lists
 *
 * The class is called for lists of states: once for the neighbours of all of them,
 * and once for the costs of all these neighbours. A class that has only
 * [vfunc@BytesDomain.expand_bytes] is called for each state of the first list; one
 * that has [vfunc@BytesDomain.expand_packed] and [vfunc@BytesDomain.measure_packed]
 * is called with each list as one string of bytes, which costs least.
 *
 * Searches ask ahead, which makes these lists long: [class@BatchedAStar] for as
 * many states as will probably fill its buffer, [class@Beam] for as many of its level.
 * Other searches ask for a state at a time. Some of what was asked for ahead may turn
 * out not to be needed. If a list fails, each state is asked for alone when it is
 * needed, so that an error ends only a search that needs the state.
 *
 * # Threads
 *
 * Without a [property@BytesDomain:context] the class is called on threads of the
 * library, on as many at a time as there are threads that search; and on those that
 * call the library themselves. That suits C, Vala and Python.
 *
 * With a context it is called on the thread that runs that context, while the search
 * waits. JavaScript must be called on its own thread: give it
 * `GLib.MainContext.default()`. A thread that waits in ariadne_engine_run() is called
 * for the context that it runs, for the one that it has pushed as its default, and,
 * if it is the main thread, for the default one.
 *
 * # A class that does not return
 *
 * A run that is cancelled ends although the class does not return, a second later.
 * The thread that has called it is left behind, with all that it needs, until it
 * does. This holds wherever another thread than the one that is waiting has called
 * the class: in engines, and with a context that another thread runs.
 */
typedef struct
{
  GMainContext *context; /* nullable; set at construction */
  GVariant     *recipe;  /* nullable; set before the domain is searched */
} AriadneBytesDomainPrivate;

enum
{
  PROP_0,
  PROP_CONTEXT,
  PROP_RECIPE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void ariadne_bytes_domain_iface_init (AriadneDomainInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (AriadneBytesDomain, ariadne_bytes_domain, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (AriadneBytesDomain)
                                  G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                         ariadne_bytes_domain_iface_init))

#define PRIV(self) \
  ((AriadneBytesDomainPrivate *) ariadne_bytes_domain_get_instance_private (self))

typedef struct
{
  AriadneState parent;
  double       cost;
  guint64      hash;
  gsize        length;
  guint8       data[];
} BytesState;

static void
bytes_state_finalize (AriadneState *state)
{
  g_free (state);
}

/* FNV-1a; a hash of 64 bits of which all are usable. */
static guint64
hash_bytes (const guint8 *data,
            gsize         length)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ data[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash ^ hash >> 29;
}

static AriadneState *
bytes_state_new (const guint8 *data,
                 gsize         length,
                 double        cost)
{
  static const AriadneStateClass klass = { bytes_state_finalize };
  BytesState *self = g_malloc (sizeof *self + length);

  ariadne_state_init (&self->parent, &klass);
  self->cost = cost;
  self->hash = hash_bytes (data, length);
  self->length = length;
  memcpy (self->data, data, length);

  return &self->parent;
}

static inline const BytesState *
get_bytes (AriadneState *state)
{
  return (const BytesState *) state;
}

/* Nothing is copied: the bytes hold a reference on the state. */
static GBytes *
dup_bytes (AriadneState *state)
{
  const BytesState *self = get_bytes (state);

  return g_bytes_new_with_free_func (self->data, self->length,
                                     (GDestroyNotify) ariadne_state_unref,
                                     ariadne_state_ref (state));
}

static AriadneState *
make_state (const AriadneBytesQuestion *question,
            guint                       index)
{
  gsize length;
  const guint8 *data = _ariadne_block_get (&question->states, index, &length);

  return bytes_state_new (data, length, _ariadne_bytes_question_get_cost (question, index));
}

static gboolean
ariadne_bytes_domain_expand_all (AriadneDomain         *domain,
                                 AriadneState * const  *states,
                                 guint                  n_states,
                                 GPtrArray * const     *neighbours,
                                 GError               **error)
{
  g_auto (AriadneBlockWriter) parents = { 0 };
  g_autoptr (AriadneBytesQuestion) question = NULL;
  guint next = 0;

  if (n_states == 0)
    return TRUE;

  question = _ariadne_bytes_question_new (ARIADNE_BYTES_DOMAIN (domain));
  _ariadne_block_writer_init (&parents);
  for (guint i = 0; i < n_states; i++)
    _ariadne_block_writer_append (&parents, get_bytes (states[i])->data,
                                  get_bytes (states[i])->length);
  _ariadne_block_writer_end (&parents, &question->parents);
  if (!_ariadne_bytes_question_ask (question, error))
    return FALSE;

  for (guint i = 0; i < n_states; i++)
    for (guint n = _ariadne_bytes_question_get_n_neighbours (question, i); n > 0; n--)
      g_ptr_array_add (neighbours[i], make_state (question, next++));

  return TRUE;
}

static gboolean
ariadne_bytes_domain_expand (AriadneDomain  *domain,
                             AriadneState   *state,
                             GPtrArray      *neighbours,
                             GError        **error)
{
  return ariadne_bytes_domain_expand_all (domain, &state, 1, &neighbours, error);
}

static double
ariadne_bytes_domain_cost (AriadneDomain *domain,
                           AriadneState  *state)
{
  return ((BytesState *) state)->cost;
}

static guint
ariadne_bytes_domain_size (AriadneDomain *domain,
                           AriadneState  *state)
{
  return 1;
}

static guint64
ariadne_bytes_domain_hash (AriadneDomain *domain,
                           AriadneState  *state)
{
  return ((BytesState *) state)->hash;
}

static gboolean
ariadne_bytes_domain_equal (AriadneDomain *domain,
                            AriadneState  *a,
                            AriadneState  *b)
{
  gsize length = get_bytes (a)->length;

  return length == get_bytes (b)->length
         && memcmp (get_bytes (a)->data, get_bytes (b)->data, length) == 0;
}

static void
ariadne_bytes_domain_serialize (AriadneDomain *domain,
                                AriadneState  *state,
                                GByteArray    *bytes)
{
  const BytesState *self = get_bytes (state);

  g_byte_array_append (bytes, self->data, self->length);
}

static gboolean
ariadne_bytes_domain_encode (AriadneDomain  *domain,
                             AriadneState   *state,
                             GByteArray     *bytes,
                             GError        **error)
{
  ariadne_bytes_domain_serialize (domain, state, bytes);

  return TRUE;
}

static AriadneState *
ariadne_bytes_domain_deserialize (AriadneDomain  *domain,
                                  const guint8   *data,
                                  gsize           length,
                                  GError        **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  return ariadne_bytes_domain_make_state (ARIADNE_BYTES_DOMAIN (domain), bytes, error);
}

static void
ariadne_bytes_domain_serialize_all (AriadneDomain        *domain,
                                    AriadneState * const *states,
                                    guint                 n_states,
                                    GByteArray           *bytes)
{
  for (guint i = 0; i < n_states; i++)
    {
      guint start = _ariadne_bytes_begin_part (bytes);

      ariadne_bytes_domain_serialize (domain, states[i], bytes);
      _ariadne_bytes_end_part (bytes, start);
    }
}

/* Reads the bytes of states, each behind its length. */
static gboolean
read_block (AriadneByteReader  *reader,
            guint               n_states,
            AriadneBlock       *block,
            GError            **error)
{
  g_auto (AriadneBlockWriter) writer = { 0 };

  _ariadne_block_writer_init (&writer);
  for (guint i = 0; i < n_states; i++)
    {
      const guint8 *data;
      guint32 length;

      if (!_ariadne_byte_reader_length (reader, &length, "the length of a state", error))
        return FALSE;
      data = _ariadne_byte_reader_bytes (reader, length, "a state of its length", error);
      if (data == NULL)
        return FALSE;
      _ariadne_block_writer_append (&writer, data, length);
    }
  _ariadne_block_writer_end (&writer, block);

  return _ariadne_byte_reader_end (reader, error);
}

static gboolean
ariadne_bytes_domain_deserialize_all (AriadneDomain  *domain,
                                      const guint8   *data,
                                      gsize           length,
                                      AriadneState  **states,
                                      guint           n_states,
                                      GError        **error)
{
  AriadneByteReader reader = { "States", ARIADNE_ERROR_PARSE, data, length, 0 };
  g_autoptr (AriadneBytesQuestion) question =
    _ariadne_bytes_question_new (ARIADNE_BYTES_DOMAIN (domain));

  if (!read_block (&reader, n_states, &question->states, error)
      || !_ariadne_bytes_question_ask (question, error))
    return FALSE;

  for (guint i = 0; i < n_states; i++)
    states[i] = make_state (question, i);

  return TRUE;
}

/* What a class leaves out fails in words. */
static GBytes **
refuse_to_expand (AriadneBytesDomain  *self,
                  GBytes              *state,
                  GError             **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s has no function expand_bytes", G_OBJECT_TYPE_NAME (self));

  return NULL;
}

static GArray *
refuse_to_measure (AriadneBytesDomain  *self,
                   GPtrArray           *states,
                   GError             **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s has no function measure_bytes", G_OBJECT_TYPE_NAME (self));

  return NULL;
}

/* Adds the neighbours of one state to those of a list. */
static gboolean
append_neighbours (AriadneBytesDomain  *self,
                   GBytes              *state,
                   AriadneBlockWriter  *all,
                   GArray              *n_neighbours,
                   GError             **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree GBytes **neighbours =
    ARIADNE_BYTES_DOMAIN_GET_CLASS (self)->expand_bytes (self, state, &local_error);
  guint32 n = 0;

  for (; neighbours != NULL && neighbours[n] != NULL; n++)
    {
      _ariadne_block_writer_append_bytes (all, neighbours[n]);
      g_bytes_unref (neighbours[n]);
    }
  g_array_append_val (n_neighbours, n);
  if (local_error == NULL)
    return neighbours != NULL;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static GBytes *
array_to_bytes (GArray *array)
{
  gsize size = (gsize) array->len * g_array_get_element_size (array);

  return g_bytes_new_take (g_array_steal (array, NULL), size);
}

/* The states of a list, one by one. */
static GPtrArray *
unpack (guint   n_states,
        GBytes *states,
        GBytes *offsets)
{
  const AriadneBlock block = { n_states, states, offsets };

  return _ariadne_block_dup_parts (&block);
}

static GBytes *
expand_each (AriadneBytesDomain  *self,
             guint                n_states,
             GBytes              *states,
             GBytes              *offsets,
             GBytes             **n_neighbours,
             GBytes             **neighbour_offsets,
             GError             **error)
{
  g_autoptr (GPtrArray) parts = unpack (n_states, states, offsets);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_auto (AriadneBlockWriter) all = { 0 };
  g_auto (AriadneBlock) neighbours = { 0 };

  _ariadne_block_writer_init (&all);
  for (guint i = 0; i < n_states; i++)
    if (!append_neighbours (self, g_ptr_array_index (parts, i), &all, numbers, error))
      return NULL;

  _ariadne_block_writer_end (&all, &neighbours);
  *n_neighbours = array_to_bytes (numbers);
  *neighbour_offsets = g_steal_pointer (&neighbours.offsets);

  return g_steal_pointer (&neighbours.bytes);
}

static GBytes *
measure_list (AriadneBytesDomain  *self,
              guint                n_states,
              GBytes              *states,
              GBytes              *offsets,
              GError             **error)
{
  g_autoptr (GPtrArray) parts = unpack (n_states, states, offsets);
  g_autoptr (GArray) costs =
    ARIADNE_BYTES_DOMAIN_GET_CLASS (self)->measure_bytes (self, parts, error);

  return costs != NULL ? array_to_bytes (costs) : NULL;
}

static char *
describe_in_hex (AriadneBytesDomain  *self,
                 GBytes              *state,
                 GError             **error)
{
  GString *text = g_string_new (NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (state, &length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", data[i]);

  return g_string_free (text, FALSE);
}

/* What a class cannot describe has a text nevertheless. */
static char *
ariadne_bytes_domain_describe (AriadneDomain *domain,
                               AriadneState  *state)
{
  AriadneBytesDomain *self = ARIADNE_BYTES_DOMAIN (domain);
  g_autoptr (AriadneBytesQuestion) question = NULL;
  g_autoptr (GBytes) bytes = dup_bytes (state);
  g_autoptr (GError) error = NULL;

  if (ARIADNE_BYTES_DOMAIN_GET_CLASS (self)->describe_bytes == describe_in_hex)
    return describe_in_hex (self, bytes, NULL);

  question = _ariadne_bytes_question_new (self);
  question->subject = g_bytes_ref (bytes);
  if (_ariadne_bytes_question_describe (question, &error))
    return g_steal_pointer (&question->text);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("A state is described in hexadecimal digits: %s", error->message);

  return describe_in_hex (self, bytes, NULL);
}

static GVariant *
ariadne_bytes_domain_dup_recipe (AriadneDomain *domain)
{
  GVariant *recipe = PRIV (ARIADNE_BYTES_DOMAIN (domain))->recipe;

  return recipe != NULL ? g_variant_ref (recipe) : NULL;
}

static void
ariadne_bytes_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->expand = ariadne_bytes_domain_expand;
  iface->expand_all = ariadne_bytes_domain_expand_all;
  iface->cost = ariadne_bytes_domain_cost;
  iface->size = ariadne_bytes_domain_size;
  iface->hash = ariadne_bytes_domain_hash;
  iface->equal = ariadne_bytes_domain_equal;
  iface->encode = ariadne_bytes_domain_encode;
  iface->serialize = ariadne_bytes_domain_serialize;
  iface->deserialize = ariadne_bytes_domain_deserialize;
  iface->serialize_all = ariadne_bytes_domain_serialize_all;
  iface->deserialize_all = ariadne_bytes_domain_deserialize_all;
  iface->describe = ariadne_bytes_domain_describe;
  iface->dup_recipe = ariadne_bytes_domain_dup_recipe;
}

static void
ariadne_bytes_domain_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  AriadneBytesDomainPrivate *priv = PRIV (ARIADNE_BYTES_DOMAIN (object));

  switch (prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_boxed (value, priv->context);
      break;

    case PROP_RECIPE:
      g_value_set_variant (value, priv->recipe);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_bytes_domain_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  AriadneBytesDomainPrivate *priv = PRIV (ARIADNE_BYTES_DOMAIN (object));

  switch (prop_id)
    {
    case PROP_CONTEXT:
      priv->context = g_value_dup_boxed (value);
      break;

    case PROP_RECIPE:
      g_clear_pointer (&priv->recipe, g_variant_unref);
      priv->recipe = g_value_dup_variant (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_bytes_domain_finalize (GObject *object)
{
  AriadneBytesDomainPrivate *priv = PRIV (ARIADNE_BYTES_DOMAIN (object));

  g_clear_pointer (&priv->context, g_main_context_unref);
  g_clear_pointer (&priv->recipe, g_variant_unref);

  G_OBJECT_CLASS (ariadne_bytes_domain_parent_class)->finalize (object);
}

static void
ariadne_bytes_domain_class_init (AriadneBytesDomainClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ariadne_bytes_domain_get_property;
  object_class->set_property = ariadne_bytes_domain_set_property;
  object_class->finalize = ariadne_bytes_domain_finalize;
  klass->expand_bytes = refuse_to_expand;
  klass->measure_bytes = refuse_to_measure;
  klass->describe_bytes = describe_in_hex;
  klass->expand_packed = expand_each;
  klass->measure_packed = measure_list;

  /**
   * AriadneBytesDomain:context: (getter get_context)
   *
   * The main context on whose thread the class is called; %NULL for whatever
   * thread searches.
   */
  properties[PROP_CONTEXT] =
    g_param_spec_boxed ("context", NULL, NULL,
                        G_TYPE_MAIN_CONTEXT,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneBytesDomain:recipe:
   *
   * What another process needs to make an equal domain, see
   * [method@Domain.dup_recipe]; %NULL if the domain cannot leave its process. Set
   * before the domain is searched.
   */
  properties[PROP_RECIPE] =
    g_param_spec_variant ("recipe", NULL, NULL,
                          G_VARIANT_TYPE (ARIADNE_RECIPE_TYPE_STRING), NULL,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_bytes_domain_init (AriadneBytesDomain *self)
{
}

/**
 * ariadne_bytes_domain_make_state:
 * @self: a domain
 * @bytes: what the state is
 * @error: return location for an error
 *
 * Makes a state, such as the start of a search. Asks the class what it costs.
 *
 * Fails with what the class fails with, or with %ARIADNE_ERROR_FAILED if that is no
 * finite number.
 *
 * Returns: (transfer full): a new state
 */
AriadneState *
ariadne_bytes_domain_make_state (AriadneBytesDomain  *self,
                                 GBytes              *bytes,
                                 GError             **error)
{
  g_autoptr (AriadneBytesQuestion) question = NULL;
  g_auto (AriadneBlockWriter) writer = { 0 };

  g_return_val_if_fail (ARIADNE_IS_BYTES_DOMAIN (self), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  question = _ariadne_bytes_question_new (self);
  _ariadne_block_writer_init (&writer);
  _ariadne_block_writer_append_bytes (&writer, bytes);
  _ariadne_block_writer_end (&writer, &question->states);

  return _ariadne_bytes_question_ask (question, error) ? make_state (question, 0) : NULL;
}

/**
 * ariadne_bytes_domain_dup_bytes:
 * @self: a domain
 * @state: one of its states
 *
 * Gets what a state is. Nothing is copied.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
ariadne_bytes_domain_dup_bytes (AriadneBytesDomain *self,
                                AriadneState       *state)
{
  g_return_val_if_fail (ARIADNE_IS_BYTES_DOMAIN (self), NULL);
  g_return_val_if_fail (state != NULL && state->klass->finalize == bytes_state_finalize, NULL);

  return dup_bytes (state);
}

/**
 * ariadne_bytes_domain_get_context:
 * @self: a domain
 *
 * Gets the main context on whose thread the class is called.
 *
 * Returns: (transfer none) (nullable): the context
 */
GMainContext *
ariadne_bytes_domain_get_context (AriadneBytesDomain *self)
{
  g_return_val_if_fail (ARIADNE_IS_BYTES_DOMAIN (self), NULL);

  return PRIV (self)->context;
}
