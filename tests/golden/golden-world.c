/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "golden-world.h"

#include "expression/ariadne-expression-domain-private.h"

struct _GoldenWorld
{
  char       *directory;
  GHashTable *environments; /* set -> AriadneEnvironment */
  GHashTable *sets;         /* set -> AriadneExpressionSet */
  GHashTable *texts;        /* "set name" -> text */
  GHashTable *nameless;     /* sets whose expressions are named by their texts */

  GMutex      lock;   /* guards what follows */
  GHashTable *states; /* guint64 -> GoldenState */
};

/* The separator of the parts of keys occurs in no text. */
#define SEPARATOR "\n"

static char *
make_key (const char *set,
          const char *name)
{
  return g_strconcat (set != NULL ? set : "", SEPARATOR, name, NULL);
}

static void
add_environment (JsonObject *object,
                 gpointer    user_data)
{
  GoldenWorld *self = user_data;
  g_autoptr (GError) error = NULL;
  AriadneEnvironment *environment;

  environment = golden_environment_new (golden_object (object, "vars"),
                                        golden_object (object, "functions"),
                                        golden_object (object, "costs"), &error);
  if (environment == NULL || golden_string (object, "set") == NULL)
    g_printerr ("an environment cannot be made: %s\n",
                error != NULL ? error->message : "it has no name");
  else
    {
      g_hash_table_insert (self->environments, g_strdup (golden_string (object, "set")),
                           environment);
      if (golden_has (object, "vars"))
        g_hash_table_add (self->nameless, g_strdup (golden_string (object, "set")));
    }
}

static void
add_text (JsonObject *object,
          gpointer    user_data)
{
  GoldenWorld *self = user_data;

  g_hash_table_insert (self->texts,
                       make_key (golden_string (object, "set"), golden_string (object, "name")),
                       g_strdup (golden_string (object, "text")));
}

static void
read_lists (GoldenWorld    *self,
            const char     *prefix,
            GoldenLineFunc  function)
{
  g_autoptr (GDir) dir = g_dir_open (self->directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && strstr (name, ".jsonl") != NULL)
      {
        g_autofree char *path = g_build_filename (self->directory, name, NULL);
        g_autoptr (GError) error = NULL;

        /* The check of the file itself tells what is wrong with it. */
        golden_file_read_lines (path, function, self, &error);
      }
}

static void
read_sets (GoldenWorld *self)
{
  g_autofree char *folder = g_build_filename (self->directory, "data", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".kso"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        AriadneExpressionSet *set = ariadne_expression_set_new_from_path (path, NULL);

        if (set != NULL)
          g_hash_table_insert (self->sets, g_strndup (name, strlen (name) - strlen (".kso")), set);
      }
}

/* The variables of the graphs that were written by hand. */
static void
add_synthetic (GoldenWorld *self)
{
  static const char text[] =
    "{\"set\":\"synthetic\","
    "\"vars\":{\"x\":\"Float\",\"y\":\"Float\",\"v\":\"(Tensor 1 Float)\","
    "\"n\":\"Integer\",\"i\":\"Integer\"},"
    "\"functions\":{\"f\":[\"Float\",\"Float\"]}}";
  g_autoptr (JsonNode) root = json_from_string (text, NULL);

  add_environment (json_node_get_object (root), self);
}

static void
free_state (gpointer data)
{
  GoldenState *state = data;

  g_free (state->dropped);
  g_free (state);
}

GoldenWorld *
golden_world_new (const char *directory)
{
  GoldenWorld *self = g_new0 (GoldenWorld, 1);

  self->directory = g_strdup (directory);
  self->environments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) ariadne_environment_unref);
  self->sets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->nameless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->states = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_state);
  g_mutex_init (&self->lock);

  add_synthetic (self);
  read_sets (self);
  read_lists (self, "envs", add_environment);
  read_lists (self, "exprs", add_text);

  return self;
}

void
golden_world_free (GoldenWorld *self)
{
  g_hash_table_unref (self->environments);
  g_hash_table_unref (self->sets);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->nameless);
  g_hash_table_unref (self->states);
  g_mutex_clear (&self->lock);
  g_free (self->directory);
  g_free (self);
}

/* Recorded environments first: the file's own is checked against them. */
AriadneEnvironment *
golden_world_find_environment (GoldenWorld  *self,
                               const char   *set,
                               GError      **error)
{
  AriadneEnvironment *environment = NULL;
  AriadneExpressionSet *expressions;

  if (set != NULL)
    {
      environment = g_hash_table_lookup (self->environments, set);
      expressions = g_hash_table_lookup (self->sets, set);
      if (environment == NULL && expressions != NULL)
        environment = ariadne_expression_set_get_environment (expressions);
    }

  if (environment == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "the set %s is neither in data/ nor in envs.jsonl", set);

  return environment;
}

AriadneExpressionSet *
golden_world_find_set (GoldenWorld *self,
                       const char  *set)
{
  return set != NULL ? g_hash_table_lookup (self->sets, set) : NULL;
}

gboolean
golden_find_expression (AriadneExpressionSet *set,
                        const char           *name,
                        guint                *index)
{
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    if (g_strcmp0 (ariadne_expression_set_get_name (set, i), name) == 0)
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}

/* Finds an expression by name: in the set's file, in the list of expressions, or
 * as its own text where expressions have no other names.
 */
AriadneTree *
golden_world_find_start (GoldenWorld  *self,
                         const char   *set,
                         const char   *name,
                         GError      **error)
{
  AriadneEnvironment *environment = golden_world_find_environment (self, set, error);
  AriadneExpressionSet *expressions = golden_world_find_set (self, set);
  g_autofree char *key = make_key (set, name);
  const char *text;
  guint index;

  if (environment == NULL)
    return NULL;

  if (expressions != NULL && golden_find_expression (expressions, name, &index))
    return ariadne_tree_ref (ariadne_expression_set_get_tree (expressions, index));

  text = g_hash_table_lookup (self->texts, key);
  if (text == NULL && g_hash_table_contains (self->nameless, set))
    text = name;
  if (text == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "%s is neither in data/%s.kso nor in exprs.jsonl", name, set);
      return NULL;
    }

  return golden_read (environment, text, error);
}

gboolean
golden_world_find_search (GoldenWorld    *self,
                          const char     *set,
                          const char     *name,
                          const char     *rules,
                          AriadneDomain **domain,
                          AriadneState  **start,
                          GError        **error)
{
  AriadneEnvironment *environment = golden_world_find_environment (self, set, error);
  AriadneExpressionDomain *expression_domain = NULL;
  g_autoptr (AriadneTree) tree = NULL;

  if (environment != NULL)
    tree = golden_world_find_start (self, set, name, error);
  if (tree != NULL)
    expression_domain = ariadne_expression_domain_new_for_environment (environment, rules, error);
  if (expression_domain == NULL)
    return FALSE;

  *domain = ARIADNE_DOMAIN (expression_domain);
  *start = ariadne_expression_domain_new_state (expression_domain, tree);

  return TRUE;
}

/* States of walks. Their keys are hashes: a start may be a long text. */

static guint64 *
make_state_key (const char *variant,
                JsonObject *object,
                guint       number)
{
  g_autofree char *text = g_strdup_printf ("%s" SEPARATOR "%s" SEPARATOR "%s" SEPARATOR "%s"
                                           SEPARATOR "%u", variant,
                                           golden_string (object, "set"),
                                           golden_string (object, "start"),
                                           golden_string (object, "rules"), number);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1);
  guint64 key;

  digest[16] = '\0';
  key = g_ascii_strtoull (digest, NULL, 16);

  return g_memdup2 (&key, sizeof key);
}

void
golden_world_add_state (GoldenWorld *self,
                        const char  *variant,
                        JsonObject  *object)
{
  JsonArray *rewrites = golden_array (object, "rewrites");
  guint n_rewrites = json_array_get_length (rewrites);
  const char *text = golden_string (object, "text");
  GoldenState *state = g_new0 (GoldenState, 1);

  state->hash = golden_hash (text != NULL ? text : "");
  state->dropped = g_new (guint, n_rewrites);
  for (guint i = 0; i < n_rewrites; i++)
    if (json_array_get_null_element (json_array_get_array_element (rewrites, i), 2))
      state->dropped[state->n_dropped++] = i;
  state->dropped = g_renew (guint, state->dropped, state->n_dropped);

  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->states,
                       make_state_key (variant, object, golden_uint (object, "state")), state);
  g_mutex_unlock (&self->lock);
}

/* All states are there before the first walk is checked, and stay. */
const GoldenState *
golden_world_find_state (GoldenWorld *self,
                         const char  *variant,
                         JsonObject  *walk,
                         guint        number)
{
  g_autofree guint64 *key = make_state_key (variant, walk, number);
  const GoldenState *state;

  g_mutex_lock (&self->lock);
  state = g_hash_table_lookup (self->states, key);
  g_mutex_unlock (&self->lock);

  return state;
}
