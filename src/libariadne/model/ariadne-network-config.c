/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "model/ariadne-weights-private.h"

#include "core/ariadne-error.h"
#include "model/ariadne-graph.h"

/* Far beyond what anyone trains; the limits keep sizes in range. */
#define MAX_SIZE         2048
#define MAX_PROPAGATIONS 1000
#define MAX_HEADS        4096

static const char * const variant_names[] = { "reset_before", "reset_after", NULL };
static const char * const pooling_names[] = { "mean", "sum", "max", "min", NULL };
static const char * const normalisation_names[] = { "none", "log", "prop", "logspeedup", NULL };

/**
 * ariadne_network_config_init:
 * @config: what to fill
 *
 * Fills in the architecture that Ariadne uses unless told otherwise: states of
 * 200 values, 10 propagations, 50 heads, match edges, reset before.
 */
void
ariadne_network_config_init (AriadneNetworkConfig *config)
{
  g_return_if_fail (config != NULL);

  *config = (AriadneNetworkConfig) {
    .hidden_size = 200,
    .readout_size = 200,
    .n_propagations = 10,
    .n_heads = 50,
    .n_edge_types = ARIADNE_GRAPH_N_EDGE_TYPES,
    .variant = ARIADNE_GRU_RESET_BEFORE,
    .pooling = ARIADNE_POOLING_MEAN,
    .normalisation = ARIADNE_NORMALISATION_NONE,
    .cumulative = 0.0,
  };
}

static gboolean
check_range (const char  *what,
             guint        value,
             guint        min,
             guint        max,
             GError     **error)
{
  if (value >= min && value <= max)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s is %u, expected %u to %u", what, value, min, max);

  return FALSE;
}

/**
 * ariadne_network_config_check:
 * @config: an architecture
 * @error: return location for an error
 *
 * Checks that a network can have this architecture.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT, and says which number is out of range.
 *
 * Returns: whether it can
 */
gboolean
ariadne_network_config_check (const AriadneNetworkConfig  *config,
                              GError                     **error)
{
  g_return_val_if_fail (config != NULL, FALSE);

  if (!check_range ("The hidden size", config->hidden_size, 1, MAX_SIZE, error)
      || !check_range ("The readout size", config->readout_size, 1, MAX_SIZE, error)
      || !check_range ("The number of propagations", config->n_propagations,
                       0, MAX_PROPAGATIONS, error)
      || !check_range ("The number of heads", config->n_heads, 1, MAX_HEADS, error)
      || !check_range ("The number of edge types", config->n_edge_types,
                       ARIADNE_GRAPH_N_EDGE_TYPES - 1, ARIADNE_GRAPH_N_EDGE_TYPES, error))
    return FALSE;

  if (isnan (config->cumulative) || config->cumulative < 0.0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "The parameter of cumulative outputs is %g, expected 0 or more",
                   config->cumulative);
      return FALSE;
    }

  return TRUE;
}

static gboolean
fail_key (const char  *name,
          const char  *key,
          const char  *value,
          const char  *expected,
          GError     **error)
{
  if (value == NULL)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                 "%s: the metadata has no “%s”, expected %s", name, key, expected);
  else
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                 "%s: metadata “%s” is “%s”, expected %s", name, key, value, expected);

  return FALSE;
}

static gboolean
read_count (GHashTable  *metadata,
            const char  *name,
            const char  *key,
            guint       *count,
            GError     **error)
{
  const char *value = g_hash_table_lookup (metadata, key);
  guint64 wide;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &wide, NULL))
    return fail_key (name, key, value, "a number", error);

  *count = wide;

  return TRUE;
}

/* A key with one of a few words; without @fallback the key must be there. */
static gboolean
read_word (GHashTable          *metadata,
           const char          *name,
           const char          *key,
           const char * const  *words,
           const char          *fallback,
           guint               *word,
           GError             **error)
{
  const char *value = g_hash_table_lookup (metadata, key);
  const char *found = value != NULL ? value : fallback;
  g_autofree char *expected = g_strjoinv (" or ", (char **) words);

  for (guint i = 0; found != NULL && words[i] != NULL; i++)
    if (g_str_equal (found, words[i]))
      {
        *word = i;
        return TRUE;
      }

  return fail_key (name, key, value, expected, error);
}

static gboolean
read_cumulative (GHashTable  *metadata,
                 const char  *name,
                 double      *cumulative,
                 GError     **error)
{
  const char *value = g_hash_table_lookup (metadata, "cumsum");
  char *end;

  *cumulative = 0.0;
  if (value == NULL || g_str_equal (value, "none"))
    return TRUE;

  *cumulative = g_ascii_strtod (value, &end);
  if (end != value && *end == '\0' && *cumulative > 0.0)
    return TRUE;

  return fail_key (name, "cumsum", value, "none, inf or a positive number", error);
}

static gboolean
read_match_edges (GHashTable  *metadata,
                  const char  *name,
                  guint        n_edge_types,
                  GError     **error)
{
  const char *value = g_hash_table_lookup (metadata, "use_subtree_match_edges");
  const char *expected = n_edge_types == ARIADNE_GRAPH_N_EDGE_TYPES ? "True" : "False";

  if (value == NULL || g_str_equal (value, expected))
    return TRUE;

  return fail_key (name, "use_subtree_match_edges", value,
                   "what the number of edge types says", error);
}

/* Nothing is guessed: what the shapes of the tensors do not tell must be said. */
gboolean
ariadne_network_config_read (AriadneNetworkConfig  *config,
                             GHashTable            *metadata,
                             const char            *name,
                             GError               **error)
{
  static const char * const layouts[] = { "row_vector_in_out", NULL };
  static const char * const gate_orders[] = { "z,r,h", "z,r,c", NULL };
  g_autoptr (GError) local_error = NULL;
  guint n_node_types;
  guint variant;
  guint pooling;
  guint normalisation;
  guint ignored;

  if (!read_word (metadata, name, "gru_variant", variant_names, NULL, &variant, error)
      || !read_word (metadata, name, "layout", layouts, NULL, &ignored, error)
      || !read_word (metadata, name, "gru_gate_order", gate_orders, NULL, &ignored, error)
      || !read_word (metadata, name, "readout", pooling_names, "mean", &pooling, error)
      || !read_word (metadata, name, "cost_normalisation", normalisation_names, "none",
                     &normalisation, error)
      || !read_cumulative (metadata, name, &config->cumulative, error)
      || !read_count (metadata, name, "hidden_dim", &config->hidden_size, error)
      || !read_count (metadata, name, "output_hidden_dim", &config->readout_size, error)
      || !read_count (metadata, name, "num_propagations", &config->n_propagations, error)
      || !read_count (metadata, name, "num_time_heads", &config->n_heads, error)
      || !read_count (metadata, name, "num_edge_types", &config->n_edge_types, error)
      || !read_count (metadata, name, "num_node_types", &n_node_types, error)
      || !read_match_edges (metadata, name, config->n_edge_types, error))
    return FALSE;

  config->variant = variant;
  config->pooling = pooling;
  config->normalisation = normalisation;

  if (n_node_types != ARIADNE_GRAPH_N_NODE_TYPES)
    return fail_key (name, "num_node_types", g_hash_table_lookup (metadata, "num_node_types"),
                     "28", error);

  if (!ariadne_network_config_check (config, &local_error))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE, "%s: %s", name, local_error->message);
      return FALSE;
    }

  return TRUE;
}

static void
put (GHashTable *metadata,
     const char *key,
     const char *value)
{
  g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));
}

static void
put_count (GHashTable *metadata,
           const char *key,
           guint       count)
{
  g_hash_table_insert (metadata, g_strdup (key), g_strdup_printf ("%u", count));
}

/* The metadata that ariadne_network_config_read() reads. */
GHashTable *
ariadne_network_config_dump (const AriadneNetworkConfig *config)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  char number[G_ASCII_DTOSTR_BUF_SIZE] = "none";
  gboolean match_edges = config->n_edge_types == ARIADNE_GRAPH_N_EDGE_TYPES;

  if (isinf (config->cumulative))
    strcpy (number, "inf");
  else if (config->cumulative > 0.0)
    g_ascii_dtostr (number, sizeof number, config->cumulative);

  put (metadata, "gru_variant", variant_names[config->variant]);
  put (metadata, "layout", "row_vector_in_out");
  put (metadata, "gru_gate_order", "z,r,h");
  put (metadata, "readout", pooling_names[config->pooling]);
  put (metadata, "cost_normalisation", normalisation_names[config->normalisation]);
  put (metadata, "cumsum", number);
  put (metadata, "use_subtree_match_edges", match_edges ? "True" : "False");
  put_count (metadata, "hidden_dim", config->hidden_size);
  put_count (metadata, "output_hidden_dim", config->readout_size);
  put_count (metadata, "num_propagations", config->n_propagations);
  put_count (metadata, "num_time_heads", config->n_heads);
  put_count (metadata, "num_edge_types", config->n_edge_types);
  put_count (metadata, "num_node_types", ARIADNE_GRAPH_N_NODE_TYPES);

  return metadata;
}
