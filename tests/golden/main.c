/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Checks every file of a folder of recorded expectations.
 *
 *     golden DIRECTORY [--device=DEVICE] [--files=PREFIX]
 *
 * With a device, only the outputs of networks are checked, evaluated there. With
 * a prefix, only the files whose names begin with it.
 *
 * The kinds of files are known by the beginning of their names. A kind without
 * a file, and a file of no kind, are named. The last line is
 * "N passed, N failed", and the exit status 1 if any failed. Without a folder
 * there is nothing to check and the status is 77, which meson reports as
 * skipped.
 */

#include "config.h"

#include "golden-checks.h"
#include "golden-world.h"

#include <string.h>

#define EXIT_SKIPPED 77

/* In the order in which they are checked: what states a walk passes through
 * must be known before the walk.
 */
static const struct
{
  const char *prefix;
  GoldenCheck check;
} kinds[] = {
  { "envs",             golden_check_environment },
  { "exprs",            golden_check_expression },
  { "parse_expr",       golden_check_parse },
  { "fuzz_parse",       golden_check_parse },
  { "parse_defs",       golden_check_definitions },
  { "typing",           golden_check_typing },
  { "equality",         golden_check_equality },
  { "rewrites",         golden_check_rewrites },
  { "cases",            golden_check_case },
  { "fuzz_cases",       golden_check_case },
  { "walk_states",      golden_check_walk_state },
  { "walks",            golden_check_walk },
  { "best_sequences",   golden_check_sequence },
  { "astar",            golden_check_astar },
  { "continuous_astar", golden_check_continuous },
  { "rollouts",         golden_check_rollout },
  { "probabilities",    golden_check_probabilities },
};

static const struct
{
  const char *prefix;
  const char *suffix;
  void      (*check) (GoldenFile   *self,
                      GoldenGraphs *graphs);
} model_kinds[] = {
  { "graphs",   ".json",        golden_check_graphs },
  { "batches",  ".json",        golden_check_batches },
  { "weights-", ".safetensors", golden_check_weights },
  { "trace-",   ".safetensors", golden_check_trace },
  { "outputs-", ".safetensors", golden_check_outputs },
  { "priority", ".json",        golden_check_priority },
};

static char *device;
static char *prefix_wanted;

static const GOptionEntry entries[] = {
  { "device", 0, 0, G_OPTION_ARG_STRING, &device, "Where networks are evaluated", "DEVICE" },
  { "files", 0, 0, G_OPTION_ARG_STRING, &prefix_wanted, "Which files are checked", "PREFIX" },
  { NULL },
};

typedef struct
{
  GoldenWorld *world;
  guint        n_passed;
  guint        n_failed;
  guint        n_skipped;
} Tally;

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_wanted (const char *name)
{
  return (device == NULL || g_str_has_prefix (name, "outputs-"))
         && (prefix_wanted == NULL || g_str_has_prefix (name, prefix_wanted));
}

/* The plain files of a folder that are wanted, sorted; none if there is no such
 * folder.
 */
static GPtrArray *
list_files (const char *directory)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (is_wanted (name) && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);

  return names;
}

/* What follows @prefix in @name up to the suffix; NULL if the name is not of
 * this kind. "walks_more.jsonl.gz" gives "_more".
 */
static char *
match_name (const char *name,
            const char *prefix,
            const char *suffix)
{
  gsize length = strlen (prefix);

  if (!g_str_has_prefix (name, prefix) || !g_str_has_suffix (name, suffix)
      || strlen (name) < length + strlen (suffix))
    return NULL;

  return g_strndup (name + length, strlen (name) - length - strlen (suffix));
}

static char *
match_lines (const char *name,
             const char *prefix)
{
  char *variant = match_name (name, prefix, ".jsonl");

  return variant != NULL ? variant : match_name (name, prefix, ".jsonl.gz");
}

static void
finish_file (Tally      *tally,
             GoldenFile *file)
{
  golden_file_report (file);
  tally->n_passed += file->n_passed;
  tally->n_failed += file->n_failed;
  tally->n_skipped += file->n_skipped;
  golden_file_free (file);
}

/* Removes from @names what it has checked. */
static void
check_lines (Tally      *tally,
             const char *directory,
             GPtrArray  *names)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      guint n_files = 0;

      for (guint i = 0; i < names->len;)
        {
          g_autofree char *variant = match_lines (g_ptr_array_index (names, i),
                                                  kinds[kind].prefix);
          GoldenFile *file;

          if (variant == NULL)
            {
              i++;
              continue;
            }

          file = golden_file_new (directory, g_ptr_array_index (names, i), variant,
                                  tally->world);
          golden_file_check_lines (file, kinds[kind].check);
          finish_file (tally, file);
          g_ptr_array_remove_index (names, i);
          n_files++;
        }

      if (n_files == 0 && is_wanted (kinds[kind].prefix))
        g_print ("%-44s absent\n", kinds[kind].prefix);
    }
}

static void
check_sets (Tally      *tally,
            const char *directory)
{
  g_autofree char *folder = g_build_filename (directory, "data", NULL);
  g_autoptr (GPtrArray) names = list_files (folder);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *variant = match_name (g_ptr_array_index (names, i), "", ".kso");
      g_autofree char *name = NULL;
      GoldenFile *file;

      if (variant == NULL)
        continue;

      name = g_build_filename ("data", g_ptr_array_index (names, i), NULL);
      file = golden_file_new (directory, name, variant, tally->world);
      golden_check_set (file);
      finish_file (tally, file);
    }
}

static void
check_model (Tally      *tally,
             const char *directory,
             const char *folder,
             GPtrArray  *names)
{
  g_autofree char *path = g_build_filename (directory, folder, NULL);
  g_autoptr (GoldenGraphs) graphs = golden_graphs_new (path);

  for (guint kind = 0; kind < G_N_ELEMENTS (model_kinds); kind++)
    for (guint i = 0; i < names->len;)
      {
        const char *name = g_ptr_array_index (names, i);
        g_autofree char *variant = match_name (name, model_kinds[kind].prefix,
                                               model_kinds[kind].suffix);
        g_autofree char *below = NULL;
        GoldenFile *file;

        if (variant == NULL)
          {
            i++;
            continue;
          }

        below = g_build_filename (folder, name, NULL);
        file = golden_file_new (directory, below, variant, tally->world);
        model_kinds[kind].check (file, graphs);
        finish_file (tally, file);
        g_ptr_array_remove_index (names, i);
      }
}

static void
name_unknown (GPtrArray  *names,
              const char *folder)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (!g_str_has_suffix (name, ".md"))
        g_print ("%s%-44s unknown, not checked\n", folder, name);
    }
}

static void
check_directory (Tally      *tally,
                 const char *directory)
{
  g_autoptr (GPtrArray) names = list_files (directory);
  g_autofree char *model = g_build_filename (directory, "model", NULL);

  check_sets (tally, directory);
  check_lines (tally, directory, names);

  if (g_file_test (model, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GPtrArray) model_names = list_files (model);

      check_model (tally, directory, "model", model_names);
      name_unknown (model_names, "model/");
    }
  else
    {
      /* The folder may be a model's itself. */
      check_model (tally, directory, "", names);
    }

  name_unknown (names, "");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("DIRECTORY");
  g_autoptr (GError) error = NULL;
  Tally tally = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || (device != NULL && !golden_set_device (device, &error)))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  if (argc != 2)
    {
      g_printerr ("usage: %s DIRECTORY [--device=DEVICE] [--files=PREFIX]\n", argv[0]);
      return 2;
    }

  if (!g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    {
      g_print ("%s: there is no such folder; nothing is checked\n", argv[1]);
      return EXIT_SKIPPED;
    }

  tally.world = golden_world_new (argv[1]);
  check_directory (&tally, argv[1]);
  golden_world_free (tally.world);

  if (tally.n_skipped > 0)
    g_print ("%u skipped\n", tally.n_skipped);
  g_print ("%u passed, %u failed\n", tally.n_passed, tally.n_failed);

  /* What was asked for by name must be there. */
  if (tally.n_passed + tally.n_failed == 0 && (device != NULL || prefix_wanted != NULL))
    return 1;

  return tally.n_failed > 0 ? 1 : 0;
}
