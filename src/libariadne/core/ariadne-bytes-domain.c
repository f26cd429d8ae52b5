/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-bytes-domain.h"
#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"
#include "core/ariadne-summons.h"

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
 * For every state that a search expands, the class is called twice: for its
 * neighbours, and for the costs of all of them.
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
  GBytes      *bytes; /* owned */
} BytesState;

static void
bytes_state_finalize (AriadneState *state)
{
  g_bytes_unref (((BytesState *) state)->bytes);
  g_free (state);
}

/* FNV-1a; a hash of 64 bits of which all are usable. */
static guint64
hash_bytes (GBytes *bytes)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ data[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash ^ hash >> 29;
}

static AriadneState *
bytes_state_new (GBytes *bytes,
                 double  cost)
{
  static const AriadneStateClass klass = { bytes_state_finalize };
  BytesState *self = g_new (BytesState, 1);

  ariadne_state_init (&self->parent, &klass);
  self->bytes = g_bytes_ref (bytes);
  self->cost = cost;
  self->hash = hash_bytes (bytes);

  return &self->parent;
}

static GBytes *
get_bytes (AriadneState *state)
{
  return ((BytesState *) state)->bytes;
}

/* What is asked of a derived class in one go, and its answers. In an atomic rc box,
 * since the class may be asked on another thread, which may be left behind with it.
 */
typedef struct
{
  AriadneBytesDomain *domain; /* owned, as is all else */
  GBytes             *state;  /* whose neighbours are wanted, or which is to be described */
  GPtrArray          *states; /* of GBytes: the neighbours, or what is to be measured */
  GArray             *costs;  /* of double */
  char               *text;
  GError             *error;
} Question;

static Question *
question_new (AriadneBytesDomain *domain,
              GBytes             *state)
{
  Question *self = g_atomic_rc_box_new0 (Question);

  self->domain = g_object_ref (domain);
  self->state = state != NULL ? g_bytes_ref (state) : NULL;

  return self;
}

static void
question_clear (gpointer data)
{
  Question *self = data;

  g_clear_pointer (&self->state, g_bytes_unref);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_pointer (&self->costs, g_array_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_error (&self->error);
  g_object_unref (self->domain);
}

static void
question_unref (Question *self)
{
  g_atomic_rc_box_release_full (self, question_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

/* Has the class answer where it wants to be called. */
static gboolean
question_ask (Question           *self,
              AriadneErrandFunc   func,
              GError            **error)
{
  if (!_ariadne_summon (PRIV (self->domain)->context, func, self, question_clear, error))
    {
      g_prefix_error (error, "%s: ", G_OBJECT_TYPE_NAME (self->domain));
      return FALSE;
    }

  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));

  return FALSE;
}

static gboolean
check_costs (AriadneBytesDomain *self,
             Question           *question)
{
  guint n_costs = question->costs->len;

  if (n_costs != question->states->len)
    {
      g_set_error (&question->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "%s gave %u costs for %u states", G_OBJECT_TYPE_NAME (self), n_costs,
                   question->states->len);
      return FALSE;
    }

  for (guint i = 0; i < n_costs; i++)
    if (!isfinite (g_array_index (question->costs, double, i)))
      {
        g_set_error (&question->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                     "%s gave state %u of %u a cost of %g, expected a finite number",
                     G_OBJECT_TYPE_NAME (self), i, n_costs,
                     g_array_index (question->costs, double, i));
        return FALSE;
      }

  return TRUE;
}

/* A class that fails ought to say why. */
static void
note_silence (AriadneBytesDomain *self,
              Question           *question,
              const char         *what)
{
  if (question->error == NULL)
    g_set_error (&question->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                 "%s gave no %s and did not say why", G_OBJECT_TYPE_NAME (self), what);
}

static gboolean
ask_neighbours (AriadneBytesDomain *self,
                Question           *question)
{
  g_autofree GBytes **neighbours =
    ARIADNE_BYTES_DOMAIN_GET_CLASS (self)->expand_bytes (self, question->state,
                                                         &question->error);

  question->states = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; neighbours != NULL && neighbours[i] != NULL; i++)
    g_ptr_array_add (question->states, neighbours[i]);
  if (question->error != NULL || neighbours == NULL)
    note_silence (self, question, "neighbours");

  return question->error == NULL;
}

static void
answer_cb (gpointer data)
{
  Question *question = data;
  AriadneBytesDomain *self = question->domain;

  if (question->state != NULL && !ask_neighbours (self, question))
    return;
  if (question->states->len == 0)
    return;

  question->costs = ARIADNE_BYTES_DOMAIN_GET_CLASS (self)
                      ->measure_bytes (self, question->states, &question->error);
  if (question->error != NULL || question->costs == NULL)
    note_silence (self, question, "costs");
  else
    check_costs (self, question);
}

/* Makes states of what the class says. */
static gboolean
find_states (Question   *question,
             GPtrArray  *found,
             GError    **error)
{
  if (!question_ask (question, answer_cb, error))
    return FALSE;

  for (guint i = 0; i < question->states->len; i++)
    g_ptr_array_add (found, bytes_state_new (g_ptr_array_index (question->states, i),
                                             g_array_index (question->costs, double, i)));

  return TRUE;
}

static gboolean
ariadne_bytes_domain_expand (AriadneDomain  *domain,
                             AriadneState   *state,
                             GPtrArray      *neighbours,
                             GError        **error)
{
  g_autoptr (Question) question = question_new (ARIADNE_BYTES_DOMAIN (domain), get_bytes (state));

  return find_states (question, neighbours, error);
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
  return g_bytes_equal (get_bytes (a), get_bytes (b));
}

static void
ariadne_bytes_domain_serialize (AriadneDomain *domain,
                                AriadneState  *state,
                                GByteArray    *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (get_bytes (state), &length);

  g_byte_array_append (bytes, data, length);
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
static GPtrArray *
read_parts (AriadneByteReader  *reader,
            guint               n_parts,
            GError            **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < n_parts; i++)
    {
      const guint8 *data;
      guint32 length;

      if (!_ariadne_byte_reader_length (reader, &length, "the length of a state", error))
        return NULL;
      data = _ariadne_byte_reader_bytes (reader, length, "a state of its length", error);
      if (data == NULL)
        return NULL;
      g_ptr_array_add (parts, g_bytes_new (data, length));
    }

  return _ariadne_byte_reader_end (reader, error) ? g_steal_pointer (&parts) : NULL;
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
  g_autoptr (Question) question = question_new (ARIADNE_BYTES_DOMAIN (domain), NULL);
  g_autoptr (GPtrArray) found = NULL;

  question->states = read_parts (&reader, n_states, error);
  if (question->states == NULL)
    return FALSE;

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  if (!find_states (question, found, error))
    return FALSE;

  for (guint i = 0; i < n_states; i++)
    states[i] = ariadne_state_ref (g_ptr_array_index (found, i));

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

static void
describe_cb (gpointer data)
{
  Question *question = data;
  AriadneBytesDomain *self = question->domain;

  question->text = ARIADNE_BYTES_DOMAIN_GET_CLASS (self)
                     ->describe_bytes (self, question->state, &question->error);
  if (question->error != NULL || question->text == NULL)
    note_silence (self, question, "description");
}

/* What a class cannot describe has a text nevertheless. */
static char *
ariadne_bytes_domain_describe (AriadneDomain *domain,
                               AriadneState  *state)
{
  AriadneBytesDomain *self = ARIADNE_BYTES_DOMAIN (domain);
  g_autoptr (Question) question = NULL;
  g_autoptr (GError) error = NULL;

  if (ARIADNE_BYTES_DOMAIN_GET_CLASS (self)->describe_bytes == describe_in_hex)
    return describe_in_hex (self, get_bytes (state), NULL);

  question = question_new (self, get_bytes (state));
  if (question_ask (question, describe_cb, &error))
    return g_steal_pointer (&question->text);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("A state is described in hexadecimal digits: %s", error->message);

  return describe_in_hex (self, get_bytes (state), NULL);
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
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (Question) question = NULL;

  g_return_val_if_fail (ARIADNE_IS_BYTES_DOMAIN (self), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  question = question_new (self, NULL);
  question->states = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (question->states, g_bytes_ref (bytes));
  found = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  if (!find_states (question, found, error))
    return NULL;

  return ariadne_state_ref (g_ptr_array_index (found, 0));
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

  return g_bytes_ref (get_bytes (state));
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
